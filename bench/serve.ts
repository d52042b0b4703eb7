import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Server } from './process.ts';
import type { Command } from './process.ts';
import { wrk } from './wrk.ts';

/**
 * Requests per second, latency, CPU per request and memory of the built service and its peers, interleaved in one run. Peers send the
 * same bytes as Kiosque, including headers. Figures are medians; on a shared machine, only the ratios are meaningful.
 */
// --only 304 runs the scenarios whose names contain 304.
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const directory = mkdtempSync(join(tmpdir(), 'kiosque-bench-'));
const base = 'http://127.0.0.1:4600';

interface Scenario {
  readonly name: string;
  readonly items: number;
  readonly conditional: boolean;
  /** Accept-Encoding; peers that support it then send the encoded body. */
  readonly acceptEncoding?: string;
}

const SCENARIOS: readonly Scenario[] = [
  { name: '200, 2 KB', items: 15, conditional: false },
  { name: '200, 2 KB, gzip accepted', items: 15, conditional: false, acceptEncoding: 'gzip' },
  { name: '304', items: 15, conditional: true },
  { name: '200, 50 KB', items: 390, conditional: false },
];

interface Sample {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpuMicroseconds: number;
  readonly residentMb: number;
  readonly startMs: number;
}

async function main(): Promise<void> {
  for (const scenario of SCENARIOS.filter(({ name }) => values.only === undefined || name.includes(values.only))) {
    writeDocument(scenario.items);
    const etag = await record(scenario);
    const samples = new Map<string, Sample[]>();
    for (let round = 0; round < rounds; round++) {
      for (const peer of peers(scenario)) {
        const sample = await measure(peer, scenario, etag);
        samples.set(peer.name, [...(samples.get(peer.name) ?? []), sample]);
      }
    }
    report(scenario, samples);
  }
}

/** Returns a document with about 130 bytes per item. */
function writeDocument(items: number): void {
  const list = Array.from({ length: items }, (_, id) => ({
    id,
    title: `Event number ${String(id)} of the year`,
    date: '2027-02-15',
    content: 'Doors open at six. '.repeat(3),
  }));
  writeFileSync(join(directory, 'events.json'), JSON.stringify({ events: list }));
  writeFileSync(join(directory, 'db.json'), JSON.stringify({ events: list }));
}

/** Records a response of Kiosque for the peers to repeat. Returns its entity tag. */
async function record({ acceptEncoding }: Scenario): Promise<string> {
  const server = await Server.start(kiosque());
  try {
    const url = `${base}/api/events`;
    const coding = acceptEncoding === undefined ? [] : ['-H', `Accept-Encoding: ${acceptEncoding}`];
    await (await fetch(url, { headers: { connection: 'close' } })).arrayBuffer();
    const headers = headersOf(url, [...coding, '-o', join(directory, 'events.body')]);
    const notModified = headersOf(url, ['-o', join(directory, 'empty'), '-H', `If-None-Match: ${headers.ETag ?? ''}`]);
    const body = execFileSync('base64', ['-w0', join(directory, 'events.body')], { maxBuffer: 2 ** 24 }).toString();
    writeFileSync(
      join(directory, 'recording.json'),
      JSON.stringify({ headers, notModified, body, etag: headers.ETag ?? '' }),
    );
    writeNginxConfiguration(headers);
    return headers.ETag ?? '';
  } finally {
    await server.stop();
  }
}

/** Returns the response headers, except those that every server adds. */
function headersOf(url: string, options: readonly string[]): Record<string, string> {
  const head = execFileSync('curl', ['-s', '-D', '-', ...options, url]).toString();
  const lines = head.split('\r\n').slice(1);
  const own = lines.filter((line) => line !== '' && !/^(?:date|connection|keep-alive):/i.test(line));
  return Object.fromEntries(own.map((line) => line.split(/: (.*)/s).slice(0, 2))) as Record<string, string>;
}

async function measure(command: Command, scenario: Scenario, etag: string): Promise<Sample> {
  const server = await Server.start(command);
  try {
    const url = command.name === 'json-server' ? `${base}/events` : `${base}/api/events`;
    const headers = [
      ...(scenario.conditional ? [`If-None-Match: ${etag}`] : []),
      ...(scenario.acceptEncoding === undefined ? [] : [`Accept-Encoding: ${scenario.acceptEncoding}`]),
    ];
    await wrk(url, 1, { headers });
    const cpu = server.cpuSeconds();
    const load = await wrk(url, seconds, { headers });
    const cpuMicroseconds = ((server.cpuSeconds() - cpu) / (load.requestsPerSecond * seconds)) * 1e6;
    return { ...load, cpuMicroseconds, residentMb: server.residentMb(), startMs: server.startMs };
  } finally {
    await server.stop();
  }
}

function kiosque(): Command {
  return {
    name: 'kiosque',
    file: process.execPath,
    arguments: ['build/main.js'],
    environment: {
      PORT: '4600',
      FEATURES: 'content',
      MANAGEMENT_PORT: '0',
      CONTENT_DIRECTORY: directory,
      SHUTDOWN_DRAIN_SECONDS: '0',
    },
    readyUrl: `${base}/readyz`,
  };
}

function peers({ conditional }: Scenario): readonly Command[] {
  const peer = (name: string): Command => ({
    name,
    file: process.execPath,
    arguments: [`bench/peers/${name}.js`],
    environment: { PORT: '4600', RECORDING: join(directory, 'recording.json') },
    readyUrl: `${base}/`,
  });
  const jsonServer: Command = {
    name: 'json-server',
    file: process.execPath,
    arguments: [
      createRequire(import.meta.url).resolve('json-server/lib/cli/bin.js'),
      '--port',
      '4600',
      '--host',
      '127.0.0.1',
      join(directory, 'db.json'),
    ],
    environment: {},
    readyUrl: `${base}/events`,
  };
  const nginx: Command = {
    name: 'nginx',
    file: 'nginx',
    arguments: ['-c', join(directory, 'nginx.conf'), '-g', 'daemon off;'],
    environment: {},
    readyUrl: `${base}/api/events`,
  };
  return [
    peer('node-http'),
    kiosque(),
    peer('fastify'),
    ...(conditional ? [] : [jsonServer]),
    ...(isInstalled('nginx') ? [nginx] : []),
  ];
}

function writeNginxConfiguration(headers: Readonly<Record<string, string>>): void {
  const added = Object.entries(headers).filter(
    ([name]) => !/^(?:content-length|content-type|last-modified|etag)$/i.test(name),
  );
  const lines = added.map(([name, value]) => `add_header ${name} "${value}";`).join('\n');
  writeFileSync(
    join(directory, 'nginx.conf'),
    `${process.getuid?.() === 0 ? 'user root;' : ''} worker_processes 1; pid ${directory}/nginx.pid; error_log stderr crit;
events { worker_connections 1024; }
http { access_log off; keepalive_requests 1000000000; sendfile on; open_file_cache max=10; root ${directory};
server { listen 127.0.0.1:4600; location = /api/events { alias ${directory}/events.body; default_type application/json; ${lines} } } }
`,
  );
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function report(scenario: Scenario, samples: ReadonlyMap<string, readonly Sample[]>): void {
  const median = (name: string, key: keyof Sample): number => {
    const sorted = (samples.get(name) ?? []).map((sample) => sample[key]).sort((left, right) => left - right);
    return sorted[Math.floor(sorted.length / 2)] ?? NaN;
  };
  const ratio = (name: string, key: keyof Sample): string => (median(name, key) / median('node-http', key)).toFixed(2);
  process.stdout.write(
    `\n${scenario.name} (ratios to node-http; medians of ${String(rounds)} runs of ${String(seconds)} s, 64 connections)\n`,
  );
  const rows = [...samples.keys()].map((name) => ({
    server: name,
    'requests/s': Math.round(median(name, 'requestsPerSecond')),
    ratio: ratio(name, 'requestsPerSecond'),
    'p50 ms': median(name, 'p50').toFixed(2),
    'p99 ms': median(name, 'p99').toFixed(2),
    'p99 ratio': ratio(name, 'p99'),
    'CPU µs/request': median(name, 'cpuMicroseconds').toFixed(1),
    'CPU ratio': ratio(name, 'cpuMicroseconds'),
    'RSS MB': median(name, 'residentMb').toFixed(0),
    'RSS ratio': ratio(name, 'residentMb'),
    'cold start ms': median(name, 'startMs').toFixed(0),
  }));
  console.table(rows);
}

try {
  await main();
} finally {
  rmSync(directory, { recursive: true, force: true });
}
