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

  constructor() {
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    });
    for (const file of files.split('\0').filter((name) => name !== ''))
      cpSync(file, join(this.#directory, file), { recursive: true });
    symlinkSync(resolve('node_modules'), join(this.#directory, 'node_modules'));
  }

  /**
   * Applies a mutant, runs its specs, and reverts it.
   *
   * @returns the names of the tests that failed; empty for a survivor.
   */
  async noticedBy(mutant: NamedMutant): Promise<readonly string[]> {
    const path = join(this.#directory, mutant.file);
    const source = readFileSync(path, 'utf8');
    writeFileSync(path, applied(mutant, source));
    try {
      return await this.failing(mutant.specs);
    } finally {
      writeFileSync(path, source);
    }
  }

  /** Returns the names of the tests that fail in these specs. */
  async failing(specs: readonly string[]): Promise<readonly string[]> {
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
    return testResults.flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
      return failed.length === 0 && message !== '' ? [`${name}: ${message.split('\n')[0] ?? ''}`] : failed;
    });
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
