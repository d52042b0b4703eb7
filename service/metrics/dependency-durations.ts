import { HistogramSeries } from './histogram-series.ts';
import { DEPENDENCY_METRICS } from './process.metric-list.ts';
import type { DEPENDENCIES } from './process.metric-list.ts';
import type { Sample } from './register-metric.ts';

const { name, buckets = [] } = DEPENDENCY_METRICS.durations;

/** Which calls of a port are measured, and how. */
export interface Measurement<Port> {
  readonly dependency: (typeof DEPENDENCIES)[number];
  /** Methods that return promises; all others are passed on. */
  readonly operations: readonly (keyof Port & string)[];
  /** Stands before the name of the method in the label `operation`: `access.`. @default none */
  readonly prefix?: string;
  /** Whether an error is an answer of the storage, such as "the queue is full". @default none is */
  readonly isRefusal?: (error: unknown) => boolean;
}

type Method = (...args: unknown[]) => unknown;

type Label = 'dependency' | 'operation' | 'outcome';

interface Outcomes {
  readonly ok: HistogramSeries<Label>;
  readonly error: HistogramSeries<Label>;
}

/** Durations of calls of stores and sources, by operation and outcome. */
export class DependencyDurations {
  readonly #operations = new Map<string, Outcomes>();

  /** Returns `port` with its operations measured. A call costs two readings of the clock and one promise that nothing waits for. */
  measured<Port extends object>(port: Port, measurement: Measurement<Port>): Port {
    const operations: readonly string[] = measurement.operations;
    // Methods use private members of the port, so that they must be called on it.
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(port)).flatMap((key) => {
      const method = (port as Record<string, unknown>)[key];
      if (typeof method !== 'function' || key === 'constructor') return [];
      const bound = method.bind(port) as Method;
      return [[key, operations.includes(key) ? this.#timed(bound, key, measurement) : bound] as const];
    });
    return Object.assign(Object.create(port) as Port, Object.fromEntries(methods));
  }

  samples(): Sample<Label>[] {
    return [...this.#operations.values()].flatMap(({ ok, error }) => [...ok.samples(name), ...error.samples(name)]);
  }

  #timed<Port>(method: Method, operation: string, measurement: Measurement<Port>): Method {
    const { dependency, prefix = '', isRefusal } = measurement;
    let outcomes: Outcomes | undefined;
    return (...args) => {
      const start = performance.now();
      outcomes ??= this.#outcomes(dependency, `${prefix}${operation}`);
      const { ok, error } = outcomes;
      const result = method(...args) as Promise<unknown>;
      result.then(
        () => {
          ok.observe((performance.now() - start) / 1000);
        },
        (reason: unknown) => {
          const series = isRefusal?.(reason) === true ? ok : error;
          series.observe((performance.now() - start) / 1000);
        },
      );
      return result;
    };
  }

  /** Both outcomes appear with the first call, so that a rate includes the first error. */
  #outcomes(dependency: string, operation: string): Outcomes {
    const key = `${dependency} ${operation}`;
    const known = this.#operations.get(key);
    if (known !== undefined) return known;
    const series = (outcome: string): HistogramSeries<Label> =>
      new HistogramSeries({ dependency, operation, outcome }, buckets);
    const outcomes = { ok: series('ok'), error: series('error') };
    this.#operations.set(key, outcomes);
    return outcomes;
  }
}
