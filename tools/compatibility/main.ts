import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { git } from '../delivery/git.ts';
import { baseOf, buildVersion } from './built-version.ts';
import { runsOf } from './runs.ts';
import type { Ledger } from './runs/ledger.ts';

const USAGE = `usage: npm run compatibility [-- [<git ref>] [options]]

Runs the built service together with the version of a commit, by default the last release, in both directions and under load: a
rolling update and its rollback on one Redis, one SQLite file, backups, and one directory of snapshots.

  --seed <n>      repeats the choices of the clients; random by default
  --seconds <n>   time under load before each change of version (3)

Exit codes: 0 if nothing is lost, repeated, refused, wrong or doubled; 1 if something is, or if a version fails;
2 if the older version cannot be built.
`;

const OPTIONS = {
  seed: { type: 'string' },
  seconds: { type: 'string', default: '3' },
  help: { type: 'boolean' },
} as const;

const { ref, seed, seconds } = readArguments();
const directory = await mkdtemp(join(tmpdir(), 'kiosque-compatibility-'));
const [root, files] = [join(directory, 'old'), join(directory, 'runs')];
let isBuilt = false;
try {
  const base = baseOf(ref);
  await mkdir(root);
  await buildVersion(base.commit, root);
  isBuilt = true;
  const versions = { old: { name: 'old', root }, new: { name: 'new', root: '.' } };
  console.log(`old: ${base.name}, new: working tree at ${git('rev-parse', '--short', 'HEAD')}, seed ${String(seed)}`);
  const ledgers: Ledger[] = [];
  for (const run of runsOf(versions, { directory: files, seed, phaseMs: seconds * 1000 }))
    ledgers.push(...(await run()));
  console.table(Object.fromEntries(ledgers.map(({ name, figures }) => [name, figures])));
  const problems = ledgers.flatMap((ledger) => ledger.problems);
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = isBuilt ? 1 : 2;
} finally {
  await rm(directory, { recursive: true });
}

function readArguments(): { ref: string | undefined; seed: number; seconds: number } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
    const { seed: given = String(randomInt(2 ** 31)), seconds: phase } = values;
    if (values.help === true) {
      process.stdout.write(USAGE);
      process.exit();
    }
    if (positionals.length > 1) stop(USAGE);
    if (!/^\d{1,10}$/.test(given)) stop(`--seed must be a whole number: ${given}`);
    if (!/^(?:[1-9]|[1-5]\d|60)$/.test(phase)) stop(`--seconds must be a whole number from 1 to 60: ${phase}`);
    return { ref: positionals[0], seed: Number(given), seconds: Number(phase) };
  } catch (error) {
    return stop(`${(error as Error).message}\n${USAGE}`);
  }
}

function stop(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
