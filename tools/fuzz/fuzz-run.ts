import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Documents } from './documents.ts';
import type { FuzzCase } from './fuzz-case.ts';
import { caseOf } from './raw.generator.ts';
import type { GeneratorName } from './raw.generator.ts';
import { Stage } from './stage.ts';
import { Statistics } from './statistics.ts';
import type { Failure } from './verdict.ts';

/** What to send, and when to stop. */
export interface FuzzOptions {
  readonly seed: number;
  /** First index, and the one after the last. */
  readonly from: number;
  readonly to: number;
  readonly only: readonly GeneratorName[];
  /** Report each broken rule once and continue, instead of stopping at the first. */
  readonly keepGoing: boolean;
}

/** A broken rule with the request that broke it; no index if it was not a single request. */
export type Finding = Failure & { readonly index?: number; count: number };

const WINDOW = 200;
const CONCURRENCY = 8;
const MAX_SILENT = 16;
const MAX_RESTARTS = 8;
const LIMIT_MS = 600_000;

/** Sends requests and collects the rules that were broken. */
export class FuzzRun {
  readonly findings = new Map<string, Finding>();
  readonly statistics = new Statistics();
  readonly #options: FuzzOptions;
  readonly #directory: string;
  readonly #documents: Documents;
  readonly #silent = new Set<Promise<void>>();
  #stage: Stage;
  #restarts = 0;

  private constructor(options: FuzzOptions, directory: string, documents: Documents, stage: Stage) {
    this.#options = options;
    this.#directory = directory;
    this.#documents = documents;
    this.#stage = stage;
  }

  static async start(options: FuzzOptions, directory: string, documents: Documents): Promise<FuzzRun> {
    return new FuzzRun(options, directory, documents, await Stage.open(directory, documents));
  }

  /** Sends everything, or until the first broken rule. Ends the services. */
  async run(): Promise<void> {
    const end = performance.now() + LIMIT_MS;
    try {
      for (const failure of await this.#stage.survey()) this.#report(failure);
      for (let first = this.#options.from; first < this.#options.to && !this.#isOver; first += WINDOW) {
        await this.#window(first, Math.min(first + WINDOW, this.#options.to));
        if (performance.now() > end)
          this.#report({ rule: 'not finished within ten minutes', detail: `at ${String(first)}` });
      }
      await Promise.all(this.#silent);
      if (!this.#isOver && this.#stage.ended === undefined) {
        for (const failure of await this.#stage.survey()) this.#report(failure);
      }
      this.statistics.peakMb = this.#stage.peakMb();
    } finally {
      const hasEnded = this.#stage.ended !== undefined;
      const badly = await this.#stage.close();
      if (badly.length > 0 && !hasEnded)
        this.#report({ rule: 'a service did not stop cleanly', detail: badly.join(', ') });
    }
  }

  /** The case of an index. */
  caseOf(index: number): FuzzCase {
    return caseOf(this.#options.seed, index, this.#options.only, this.#stage.context);
  }

  /** Writes the bytes of a case to a file, and returns its path. */
  bytesFile(index: number): string {
    const path = join(tmpdir(), `kiosque-fuzz-${String(this.#options.seed)}-${String(index)}.bin`);
    writeFileSync(path, this.#stage.written(this.caseOf(index), index).join(''), 'latin1');
    return path;
  }

  get #isOver(): boolean {
    return (this.findings.size > 0 && !this.#options.keepGoing) || this.#restarts > MAX_RESTARTS;
  }

  async #window(first: number, end: number): Promise<void> {
    let next = first;
    const started: number[] = [];
    const work = async (): Promise<void> => {
      while (next < end && !this.#isOver && this.#stage.ended === undefined) {
        const index = next++;
        started.push(index);
        await this.#one(index);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
    if (!(await this.#stage.isAlive())) await this.#findEnd(started.slice(-2 * CONCURRENCY));
    else if (!this.#isOver) await this.#inspect(started);
    if (this.#stage.ended !== undefined && next < end && !this.#isOver) await this.#window(next, end);
  }

  async #one(index: number): Promise<void> {
    const fuzzCase = this.caseOf(index);
    const played = this.#play(index, fuzzCase);
    if (fuzzCase.after !== 'timeout') return played;
    const waiting = played.finally(() => this.#silent.delete(waiting));
    this.#silent.add(waiting);
    if (this.#silent.size > MAX_SILENT) await Promise.race(this.#silent);
  }

  async #play(index: number, fuzzCase: FuzzCase): Promise<void> {
    const { exchange, failures } = await this.#stage.play(fuzzCase, index);
    this.statistics.add(fuzzCase, exchange);
    for (const failure of failures) this.#report(failure, index);
  }

  /** Checks what no single response shows; if the request is unknown, resends the last ones one by one. */
  async #inspect(indexes: readonly number[]): Promise<void> {
    const failures = await this.#stage.inspect();
    const anonymous = failures.filter(({ index, rule }) => index === undefined && !this.findings.has(rule));
    for (const { index, ...failure } of failures) if (index !== undefined) this.#report(failure, index);
    if (anonymous.length === 0) return;
    await this.#restart();
    const culprit = await this.#firstAfter(indexes, async () => (await this.#stage.inspect()).length > 0);
    for (const failure of anonymous) this.#report(failure, culprit);
    await this.#restart();
  }

  /** Reports the request after which the process exited, and starts a new process. */
  async #findEnd(indexes: readonly number[]): Promise<void> {
    const detail = this.#stage.ended ?? '';
    await this.#restart();
    const culprit = await this.#firstAfter(indexes, async () => !(await this.#stage.isAlive()));
    this.#report({ rule: `the process exited${endOf(detail)}`, detail }, culprit);
    if (!this.#isOver) await this.#restart();
  }

  async #firstAfter(indexes: readonly number[], isSo: () => Promise<boolean>): Promise<number | undefined> {
    for (const index of indexes) {
      await this.#stage.play(this.caseOf(index), index);
      if (await isSo()) return index;
    }
    return undefined;
  }

  async #restart(): Promise<void> {
    this.#restarts++;
    await Promise.all(this.#silent);
    await this.#stage.close();
    this.#stage = await Stage.open(this.#directory, this.#documents);
  }

  #report(failure: Failure, index?: number): void {
    const known = this.findings.get(failure.rule);
    if (known === undefined)
      this.findings.set(failure.rule, { ...failure, ...(index !== undefined && { index }), count: 1 });
    else known.count++;
  }
}

/** Returns the message of its last output, so that different crashes are different findings. */
function endOf(detail: string): string {
  const [, message] = /^(\w*Error: .*)$/m.exec(detail) ?? [];
  return message === undefined ? '' : `: ${message.slice(0, 100)}`;
}
