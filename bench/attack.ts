import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ATTACKS } from './attack/attacks.ts';
import type { Attack, Outcome } from './attack/attacks.ts';
import { AttackedServer, cpuBetween } from './attack/attacked-server.ts';
import { get, probe } from './attack/clients.ts';
import { DOCUMENTS, writeDocuments } from './attack/documents.ts';
import type { DocumentName } from './attack/documents.ts';

/**
 * Attacks the built service from one address and measures the effect on it and on other clients: CPU of single requests, peak memory,
 * descriptors that stay open, and the liveness probe. Each attack runs against a new process with the default limits.
 */
const CPU_TARGET_MS = 20;
const MEMORY_TARGET_MB = 350;
const WARM_UP = 20;
const SINGLE_REQUESTS = 40;

// --only YAML runs the attacks whose names contain YAML; --report always exits with code 0.
const { values } = parseArgs({ options: { only: { type: 'string' }, report: { type: 'boolean', default: false } } });
const directory = mkdtempSync(join(tmpdir(), 'kiosque-attack-'));

interface Measured {
  readonly outcome: Outcome;
  readonly cpu: { readonly median: number; readonly max: number } | undefined;
  readonly descriptors: { readonly idle: number; readonly peak: number };
  readonly peakMb: number;
  readonly probe: { readonly idle: number; readonly attacked: number };
}

async function measure(attack: Attack, folder: string): Promise<Measured> {
  const server = await AttackedServer.start({
    CONTENT_DIRECTORY: folder,
    CONTENT_CACHE_TTL_SECONDS: '3600',
    QUEUE_DIRECTORY: join(directory, 'queue'),
    ACCESS_DIRECTORY: join(directory, 'queue'),
    ...attack.environment,
  });
  try {
    for (const path of ['/', '/readyz', '/api/events', '/api/news', '/api/faq', '/events', '/news', '/faq'])
      await get(server.port, { path });
    const idle = { probe: await probe(server.port), descriptors: server.descriptors() };
    const cpu = attack.single === undefined ? undefined : await single(server, attack.single);
    let peak = 0;
    const watch = setInterval(() => (peak = Math.max(peak, server.descriptors())), 20);
    let attacked = NaN;
    try {
      const outcome = await attack.run(server, async () => {
        attacked = await probe(server.port);
      });
      return {
        outcome,
        cpu,
        descriptors: { idle: idle.descriptors, peak },
        peakMb: server.peakMb(),
        probe: { idle: idle.probe, attacked },
      };
    } finally {
      clearInterval(watch);
    }
  } finally {
    await server.stop();
  }
}

/** Returns the CPU time per request, in milliseconds, after a warm-up. */
async function single(
  server: AttackedServer,
  wantedAt: (index: number) => Parameters<typeof get>[1],
): Promise<Measured['cpu']> {
  for (let index = 0; index < WARM_UP; index++) await get(server.port, wantedAt(index));
  const costs: number[] = [];
  for (let index = WARM_UP; index < WARM_UP + SINGLE_REQUESTS; index++) {
    const before = server.cpu();
    await get(server.port, wantedAt(index));
    costs.push(cpuBetween(before, server.cpu()));
  }
  costs.sort((left, right) => left - right);
  return { median: costs[SINGLE_REQUESTS / 2] ?? NaN, max: costs.at(-1) ?? NaN };
}

function failuresOf({ outcome, cpu, peakMb }: Measured): readonly string[] {
  return [
    ...(cpu !== undefined && cpu.max > CPU_TARGET_MS ? ['CPU'] : []),
    ...(peakMb > MEMORY_TARGET_MB ? ['memory'] : []),
    ...((outcome.leftOpen ?? 0) > 0 ? [`${String(outcome.leftOpen)} still open`] : []),
    ...(outcome.failure === undefined ? [] : [outcome.failure]),
  ];
}

function row(attack: Attack, measured: Measured): Record<string, string> {
  const { outcome, cpu, descriptors, peakMb, probe: probes } = measured;
  const statuses = Object.entries(outcome.statuses).map(([status, count]) => `${String(count)} x ${status}`);
  return {
    attack: attack.name,
    responses: statuses.join(', '),
    'CPU ms median': cpu?.median.toFixed(1) ?? '',
    [`max (${String(CPU_TARGET_MS)})`]: cpu?.max.toFixed(1) ?? '',
    [`peak MB (${String(MEMORY_TARGET_MB)})`]: peakMb.toFixed(0),
    descriptors: `${String(descriptors.idle)} > ${String(descriptors.peak)}`,
    '/healthz p99 ms': `${probes.idle.toFixed(1)} > ${probes.attacked.toFixed(1)}`,
    ratio: (probes.attacked / probes.idle).toFixed(1),
    verdict: failuresOf(measured).join(', ') || 'passed',
  };
}

try {
  const chosen = ATTACKS.filter(({ name }) => values.only === undefined || name.includes(values.only));
  const folders = new Map<DocumentName, string>();
  for (const name of Object.keys(DOCUMENTS) as DocumentName[]) {
    if (chosen.some(({ documents }) => documents === name)) folders.set(name, writeDocuments(directory, name));
  }
  const rows: Record<string, string>[] = [];
  for (const attack of chosen) {
    process.stdout.write(`${attack.name} ...\n`);
    rows.push(row(attack, await measure(attack, folders.get(attack.documents) ?? '')));
  }
  console.table(rows);
  if (!values.report && rows.some(({ verdict }) => verdict !== 'passed')) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
