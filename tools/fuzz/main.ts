import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeDocuments } from './documents.ts';
import { FuzzRun } from './fuzz-run.ts';
import type { Finding, FuzzOptions } from './fuzz-run.ts';
import { GENERATORS } from './raw.generator.ts';
import type { GeneratorName } from './raw.generator.ts';

const USAGE = `usage: npm run fuzz -- [options]

Attacks the built service with requests generated from its OpenAPI description and with raw bytes, and stops at the first broken rule:
a crash, a missing response, a server error, an undeclared status, a response head above 4 KB, a body that contradicts its head,
a wrong page, a ticket token in the log.

  --seed <n>      repeats a run; random by default
  --requests <n>  number of requests (24000)
  --only <names>  only these generators, separated by commas: ${Object.keys(GENERATORS).join(', ')}, or raw for all but openapi
  --index <n>     sends only this request
  --keep-going    reports every broken rule once

Exit codes: 0 if no rule is broken; 1 if one is; 2 for invalid arguments.
`;

const ARGUMENTS = {
  seed: { type: 'string' },
  requests: { type: 'string', default: '24000' },
  only: { type: 'string' },
  index: { type: 'string' },
  'keep-going': { type: 'boolean', default: false },
  help: { type: 'boolean' },
} as const;

function optionsFrom(values: ReturnType<typeof parseArgs<{ options: typeof ARGUMENTS }>>['values']): FuzzOptions {
  const seed = values.seed === undefined ? randomInt(2 ** 31) : integer('--seed', values.seed);
  const index = values.index === undefined ? undefined : integer('--index', values.index);
  return {
    seed,
    from: index ?? 0,
    to: index === undefined ? integer('--requests', values.requests) : index + 1,
    only: generators(values.only),
    keepGoing: values['keep-going'] || index !== undefined,
  };
}

function integer(name: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new TypeError(`${name} must be a whole number: ${text}`);
  return Number(text);
}

function generators(list: string | undefined): readonly GeneratorName[] {
  const all = Object.keys(GENERATORS) as GeneratorName[];
  if (list === undefined) return all;
  if (list === 'raw') return all.filter((name) => name !== 'openapi');
  const names = list.split(',');
  const unknown = names.find((name) => !all.includes(name as GeneratorName));
  if (unknown !== undefined) throw new TypeError(`--only lists an unknown generator: ${unknown}`);
  return all.filter((name) => names.includes(name));
}

function show(run: FuzzRun, { seed }: FuzzOptions, { rule, detail, index, count }: Finding): void {
  console.log(`\nBROKEN: ${rule}${count > 1 ? ` (${String(count)} times)` : ''}\n  ${detail}`);
  if (index === undefined) return;
  const { generator, service, pieces } = run.caseOf(index);
  const only = values.only === undefined ? '' : ` --only ${values.only}`;
  console.log(`  seed ${String(seed)}, request ${String(index)}, generator ${generator}, service ${service}`);
  console.log(`  bytes: ${run.bytesFile(index)} ${JSON.stringify(pieces).slice(0, 600)}`);
  console.log(`  again: npm run fuzz -- --seed ${String(seed)}${only} --index ${String(index)}`);
}

async function main(options: FuzzOptions): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-fuzz-'));
  const start = performance.now();
  console.log(`seed ${String(options.seed)}`);
  try {
    const run = await FuzzRun.start(options, directory, await writeDocuments(directory, options.seed));
    await run.run();
    const { statistics, findings } = run;
    console.table(statistics.table());
    const { full, content } = statistics.peakMb;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(
      `${String(statistics.connections)} connections in ${seconds} s, p99 ${statistics.p99().toFixed(1)} ms, ` +
        `peak RSS ${full.toFixed(0)} MB (full), ${content.toFixed(0)} MB (content)`,
    );
    for (const finding of findings.values()) show(run, options, finding);
    console.log(findings.size === 0 ? 'no rules broken' : `\n${String(findings.size)} rules broken`);
    return findings.size === 0 ? 0 : 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const { values } = parseArgs({ options: ARGUMENTS });
if (values.help === true) {
  process.stdout.write(USAGE);
} else {
  try {
    process.exitCode = await main(optionsFrom(values));
  } catch (error) {
    if (!(error instanceof TypeError) || !error.message.startsWith('--')) throw error;
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    process.exitCode = 2;
  }
}
