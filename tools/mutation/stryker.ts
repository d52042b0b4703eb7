import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Area } from './areas.ts';

const SANDBOX = '.stryker-tmp';

/** The results of some files. `survivors` lists file:line, the operator and the replacement. */
export interface Score {
  readonly killed: number;
  readonly total: number;
  readonly survivors: readonly string[];
}

interface Report {
  readonly files: Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>;
}

interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
}

/** Returns the source files of an area. */
export function sourcesOf(area: Area): string[] {
  return globSync([...area.sources])
    .filter((file) => !/spec\.ts$|fixture\.ts$/.test(file))
    .sort();
}

/**
 * Runs Stryker on some source files of an area, with the area's specs. Results for unchanged code are cached
 * in `reports/mutation/`.
 *
 * @param files paths, optionally with a range of lines: `charts/diff/print.ts:10-12`.
 * @returns undefined if it did not finish in time.
 */
export async function mutate(area: Area, files: readonly string[], milliseconds: number): Promise<Score | undefined> {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-mutation-'));
  const report = join(directory, 'report.json');
  const config = join(directory, 'stryker.json');
  const kept = keptIn(area);
  mkdirSync('reports/mutation', { recursive: true });
  writeFileSync(config, JSON.stringify(options(area, files, report, kept)));
  const child = spawn(process.execPath, ['node_modules/@stryker-mutator/core/bin/stryker.js', 'run', config], {
    stdio: ['ignore', process.env['MUTATION_LOG'] === undefined ? 'ignore' : 'inherit', 'inherit'],
    timeout: milliseconds,
  });
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    // 143 (128 + SIGTERM): terminated after the timeout.
    if (signal !== null || code === 143) return undefined;
    if (code !== 0) throw new Error(`Stryker exited with ${String(code)}: the specs of "${area.name}" must pass first`);
    return scoreOf(JSON.parse(readFileSync(report, 'utf8')) as Report);
  } finally {
    rmSync(directory, { recursive: true });
    rmSync(SANDBOX, { recursive: true, force: true });
  }
}

/** Returns the path of the cache. Without coverage, Stryker does not notice changed specs: each version of them has its own. */
export function keptIn({ name, specs, elsewhere }: Pick<Area, 'name' | 'specs' | 'elsewhere'>): string {
  const hash = createHash('sha256');
  if (elsewhere) for (const file of globSync([...specs]).sort()) hash.update(readFileSync(file));
  return `reports/mutation/${name.replaceAll(' ', '-')}${elsewhere ? `-${hash.digest('hex').slice(0, 8)}` : ''}.json`;
}

function options(area: Area, files: readonly string[], report: string, kept: string): object {
  return {
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
    coverageAnalysis: area.elsewhere ? 'off' : 'perTest',
    jest: {
      configFile: 'jest.config.js',
      // Related files are only found through CommonJS; the area lists its specs.
      enableFindRelatedTests: false,
      config: {
        testMatch: area.specs.map((pattern) => `<rootDir>/${pattern}`),
        testEnvironment: '@stryker-mutator/jest-runner/jest-env/node',
      },
    },
    mutate: files,
    // A different message is not a defect.
    mutator: { excludedMutations: ['StringLiteral'] },
    incremental: true,
    incrementalFile: kept,
    reporters: ['json'],
    jsonReporter: { fileName: report },
    ignorePatterns: ['/bench', '/reports', '/data'],
    tempDirName: SANDBOX,
    disableTypeChecks: false,
    // A timeout counts as killed: on a busy machine, the default of five seconds would be exceeded without a mutant.
    timeoutMS: 20_000,
    warnings: { slow: false },
    // jest keeps loaded modules in memory after each run.
    maxTestRunnerReuse: 50,
    concurrency: Math.max(1, availableParallelism() - 1),
  };
}

function scoreOf({ files }: Report): Score {
  const all = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map((mutant) => ({ file, line: source.split('\n')[mutant.location.start.line - 1], ...mutant })),
  );
  const valid = all.filter(({ status }) => !['CompileError', 'RuntimeError', 'Ignored'].includes(status));
  const alive = valid.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  return {
    killed: valid.length - alive.length,
    total: valid.length,
    survivors: alive.map(
      ({ file, line, location: { start }, mutatorName, replacement, status }) =>
        `${file}:${String(start.line)}:${String(start.column)} ${status} ${mutatorName}: ${line?.trim() ?? ''}  ->  ${replacement?.replaceAll(/\s+/g, ' ') ?? ''}`,
    ),
  };
}
