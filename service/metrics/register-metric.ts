import type { Metric as PrometheusMetric, Registry } from 'prom-client';
import type { Metric } from './metric.ts';

/** One value of a metric on a scrape. */
export interface Sample<Label extends string = string> {
  readonly labels: Readonly<Record<Label, string | number>>;
  /** Undefined if there is none: the series is then absent. */
  readonly value: number | undefined;
  /** Name of the series of a histogram: `<metric>_bucket`. @default the name of the metric */
  readonly metricName?: string;
}

/** Registers a metric whose samples are read on each scrape, at no cost between scrapes. `read` must not wait for anything. */
export function registerMetric<Label extends string>(
  registry: Registry,
  { name, help, type, labels }: Metric<Label>,
  read: () => Iterable<Sample<Label>>,
): void {
  const aggregator = 'sum';
  const metric = {
    name,
    help,
    type,
    aggregator,
    labelNames: Object.keys(labels),
    get: () => {
      const values = [...read()].filter(({ value }) => value !== undefined);
      return Promise.resolve({ name, help, type, aggregator, values });
    },
    reset: () => undefined,
  };
  registry.registerMetric(metric as unknown as PrometheusMetric);
}
