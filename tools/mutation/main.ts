import { parseArgs } from 'node:util';
import { AREAS, MINIMUM_SCORE } from './areas.ts';
import { changedLines } from './changed-lines.ts';
import { NAMED_MUTANTS } from './named-mutants.ts';
import { Sandbox } from './sandbox.ts';
import { mutate, sourcesOf } from './stryker.ts';
import type { Score } from './stryker.ts';

const USAGE = `usage: npm run mutation [-- [options] [path ...]]

Changes the code and looks whether a spec notices: named mutants first, then Stryker's in the core paths. A path restricts both to
the files below it. What Stryker found out about unchanged code is kept in reports/mutation/.

  --changed <commit>  only lines that differ from this commit; survivors are reported and do not fail
  --minutes <n>       stops after this time (no bound)

Exit status: 0, 1 when a named mutant survives or a core path has less than ${String(MINIMUM_SCORE)} %, 2 when it was called wrongly.
`;

interface Wanted {
  /** The lines of a file that are wanted, as Stryker reads them: the file, or the file with ranges; empty for none. */
  readonly linesOf: (file: string) => readonly string[];
  /** When to stop, in milliseconds since 1970. */
  readonly end: number;
}

async function runNamed({ linesOf, end }: Wanted): Promise<string[]> {
  const mutants = NAMED_MUTANTS.filter(({ file }) => linesOf(file).length > 0);
  if (mutants.length === 0) return [];
  using sandbox = new Sandbox();
  const failing = await sandbox.failing([...new Set(mutants.flatMap(({ specs }) => specs))]);
  if (failing.length > 0) throw new Error(`specs must pass before the code is changed: ${failing.join('; ')}`);
  const survivors: string[] = [];
  for (const mutant of mutants) {
    if (Date.now() > end) break;
    const [test, ...others] = await sandbox.noticedBy(mutant);
    if (test === undefined) survivors.push(mutant.name);
    const more = others.length === 0 ? '' : ` and ${String(others.length)} more`;
    console.log(
      `${test === undefined ? 'SURVIVED' : 'killed'}  ${mutant.file}: ${mutant.name}${test === undefined ? '' : ` (${test}${more})`}`,
    );
  }
  return survivors;
}

async function runAreas({ linesOf, end }: Wanted): Promise<string[]> {
  const weak: string[] = [];
  for (const area of AREAS) {
    const files = sourcesOf(area).flatMap(linesOf);
    if (files.length === 0) continue;
    const left = end - Date.now();
    const score = left > 0 ? await mutate(area, files, Math.min(left, 2 ** 31 - 1)) : undefined;
    if (score === undefined) {
      console.log(`${area.name}: not finished in the time given`);
      continue;
    }
    console.log(`${area.name}: ${described(score)}`);
    for (const survivor of score.survivors) console.log(`  ${survivor}`);
    if (percent(score) < MINIMUM_SCORE) weak.push(area.name);
  }
  return weak;
}

function percent({ killed, total }: Score): number {
  return total === 0 ? 100 : (killed / total) * 100;
}

function described(score: Score): string {
  return `${String(score.killed)} of ${String(score.total)} mutants killed, ${percent(score).toFixed(1)} %`;
}

async function main(): Promise<number> {
  const { values, positionals: paths } = parseArgs({
    options: {
      changed: { type: 'string' },
      minutes: { type: 'string', default: 'Infinity' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new TypeError(`--minutes must be a number above 0: ${values.minutes}`);
  const changed = values.changed === undefined ? undefined : changedLines(values.changed);
  const isBelow = (file: string): boolean =>
    paths.length === 0 || paths.some((path) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`));
  const wanted: Wanted = {
    linesOf: (file) => (isBelow(file) ? (changed === undefined ? [file] : (changed.get(file) ?? [])) : []),
    end: Date.now() + minutes * 60_000,
  };
  const survivors = await runNamed(wanted);
  const weak = await runAreas(wanted);
  if (survivors.length > 0) console.log(`named mutants that survive: ${survivors.join('; ')}`);
  if (weak.length > 0) console.log(`below ${String(MINIMUM_SCORE)} %: ${weak.join(', ')}`);
  return changed === undefined && survivors.length + weak.length > 0 ? 1 : 0;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : String(error));
  return error instanceof TypeError ? 2 : 1;
});
