import type { Exchange } from './exchange.ts';
import type { FuzzCase, ServiceName } from './fuzz-case.ts';

/** Statistics of requests and responses. */
export class Statistics {
  /** Peak resident memory of each service, in MB. */
  peakMb: Readonly<Record<ServiceName, number>> = { full: NaN, content: NaN };
  readonly #statuses = new Map<string, Record<string, number>>();
  readonly #milliseconds: number[] = [];
  #connections = 0;

  add({ generator, after }: FuzzCase, { answers, milliseconds }: Exchange): void {
    this.#connections++;
    if (!Number.isNaN(milliseconds) && after !== 'timeout') this.#milliseconds.push(milliseconds);
    const statuses = answers.length === 0 ? ['none'] : answers.map(({ status }) => String(status));
    for (const status of statuses) {
      const row = this.#statuses.get(status) ?? {};
      row[generator] = (row[generator] ?? 0) + 1;
      this.#statuses.set(status, row);
    }
  }

  get connections(): number {
    return this.#connections;
  }

  /** Number of responses by status, then by generator. */
  table(): Readonly<Record<string, Readonly<Record<string, number>>>> {
    return Object.fromEntries([...this.#statuses].sort(([left], [right]) => left.localeCompare(right)));
  }

  /** Returns the 99th percentile of the time to the first response, in milliseconds; NaN without responses. */
  p99(): number {
    const sorted = this.#milliseconds.toSorted((left, right) => left - right);
    return sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
  }
}
