import { parseArgs } from 'node:util';
import { AREAS, MINIMUM_SCORE } from './areas.ts';
import { changedLines } from './changed-lines.ts';
import { NAMED_MUTANTS } from './named-mutants.ts';
import { Sandbox } from './sandbox.ts';
import { mutate, sourcesOf } from './stryker.ts';
import type { Score } from './stryker.ts';

const USAGE = `usage: npm run mutation [-- [options] [path ...]]

Changes the code and checks that a spec fails: first named mutants, then Stryker's mutants in the core paths. Paths restrict both to
the files below them. Stryker's results for unchanged code are cached in reports/mutation/.

  --changed <commit>  only lines that differ from this commit; survivors are reported, but do not fail the command
  --minutes <n>       starts nothing new after this time (unlimited by default)

Exit codes: 0; 1 if a named mutant survives, a core path scores less than ${String(MINIMUM_SCORE)}% or, without --changed, time runs out;
2 for invalid arguments.
`;

interface Wanted {
  /** Returns the lines of a file to mutate, in Stryker's notation: the file, or the file with ranges; empty for none. */
  readonly linesOf: (file: string) => readonly string[];
  /** When to stop, in milliseconds since 1970. */
  readonly end: number;
}

async function runNamed({ linesOf, end }: Wanted): Promise<string[]> {
  const mutants = NAMED_MUTANTS.filter(({ file }) => linesOf(file).length > 0);
  if (mutants.length === 0) return [];
  using sandbox = new Sandbox();
  const survivors: string[] = [];
  for (const mutant of mutants) {
    if (Date.now() > end) {
      survivors.push(`${mutant.name} (not tried in time)`);
      continue;
    }
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
      weak.push(`${area.name} (not finished in time)`);
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
  return `${String(score.killed)} of ${String(score.total)} mutants killed, ${percent(score).toFixed(1)}%`;
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
  if (!(minutes > 0)) throw new TypeError(`--minutes must be a positive number: ${values.minutes}`);
  const changed = values.changed === undefined ? undefined : changedLines(values.changed);
  const isBelow = (file: string): boolean =>
    paths.length === 0 || paths.some((path) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`));
  const wanted: Wanted = {
    linesOf: (file) => (isBelow(file) ? (changed === undefined ? [file] : (changed.get(file) ?? [])) : []),
    end: Date.now() + minutes * 60_000,
  };
  const survivors = await runNamed(wanted);
  const weak = await runAreas(wanted);
  if (survivors.length > 0) console.log(`named mutants not killed: ${survivors.join('; ')}`);
  if (weak.length > 0) console.log(`below ${String(MINIMUM_SCORE)}%: ${weak.join(', ')}`);
  return changed === undefined && survivors.length + weak.length > 0 ? 1 : 0;
}

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${USAGE}` : String(error));
  return error instanceof TypeError ? 2 : 1;
});
