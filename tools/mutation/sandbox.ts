import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { NamedMutant } from './named-mutant.ts';

/** After this time a mutant counts as killed: specs would have timed out. */
const MOST_MILLISECONDS = 300_000;

/** A copy of the working tree to apply mutants in, so that the tree itself is never changed. */
export class Sandbox implements Disposable {
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-mutants-'));
  /** Spec files that were seen to pass without a mutant. */
  readonly #passing = new Set<string>();

  constructor() {
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    });
    // The index still lists files that were deleted.
    for (const file of files.split('\0').filter((name) => name !== '' && existsSync(name)))
      cpSync(file, join(this.#directory, file), { recursive: true });
    // Spec files whose other tests run the built service need it; mutants do not reach it.
    for (const folder of ['node_modules', 'build']) symlinkSync(resolve(folder), join(this.#directory, folder));
  }

  /**
   * Applies a mutant, runs its specs, and reverts it. The specs are first run without the mutant.
   *
   * @returns the names of the tests that failed; empty for a survivor.
   * @throws Error if a spec fails without the mutant, or does not load with it: then it is the mutant that is invalid.
   */
  async noticedBy(mutant: NamedMutant): Promise<readonly string[]> {
    const fresh = mutant.specs.filter((spec) => !this.#passing.has(spec));
    const failing = fresh.length === 0 ? [] : await this.#failing(fresh);
    if (failing.length > 0) throw new Error(`specs must pass before the code is changed: ${failing.join('; ')}`);
    for (const spec of fresh) this.#passing.add(spec);
    const path = join(this.#directory, mutant.file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, applied(mutant, source));
    try {
      return await this.#failing(mutant.specs);
    } finally {
      writeFileSync(path, source);
    }
  }

  /** Returns the names of the tests that fail in these specs. */
  async #failing(specs: readonly string[]): Promise<readonly string[]> {
    const outcome = join(this.#directory, 'outcome.json');
    const { stderr, isLate } = await this.#node([
      ...['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js'],
      // A failing test may leave its servers running.
      ...['--json', `--outputFile=${outcome}`, '--silent', '--forceExit', '--runTestsByPath', ...specs],
    ]);
    if (isLate) return [`no result within ${String(MOST_MILLISECONDS / 60_000)} minutes`];
    if (!existsSync(outcome)) throw new Error(`jest did not run ${specs.join(' ')}: ${stderr}`);
    const { testResults } = JSON.parse(readFileSync(outcome, 'utf8')) as Outcome;
    rmSync(outcome);
    const broken = testResults.find(({ assertionResults }) => assertionResults.length === 0);
    if (broken !== undefined) throw new Error(`${broken.name} does not load: ${broken.message}`);
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    return results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  }

  async #node(args: readonly string[]): Promise<{ stderr: string; isLate: boolean }> {
    const PATH = `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`;
    const options = {
      cwd: this.#directory,
      env: { ...process.env, PATH },
      maxBuffer: 2 ** 26,
      timeout: MOST_MILLISECONDS,
    };
    // The exit code does not matter: failures are read from the outcome.
    return await new Promise((ended) => {
      execFile(process.execPath, [...args], options, (error, _stdout, stderr) => {
        ended({ stderr, isLate: error?.killed === true });
      });
    });
  }

  [Symbol.dispose](): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }
}

interface Outcome {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/**
 * Returns the source with the mutant applied.
 *
 * @throws Error if the text to replace does not occur exactly once.
 */
export function applied({ file, name, find, replace }: NamedMutant, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`${file} contains the text of "${name}" ${String(parts.length - 1)} times, not once: ${find}`);
  return parts.join(replace);
}
