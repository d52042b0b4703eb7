/** Values of a label: all of them, or in words what they are, such as `name of the queue`. */
export type LabelValues = string | readonly string[];

/** A metric, as it is registered and as docs/metrics.md describes it. */
export interface Metric<Label extends string = string> {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Meaning in one sentence: the text after `# HELP`. */
  readonly help: string;
  readonly labels: Readonly<Record<Label, LabelValues>>;
  /** Upper bounds of a histogram, ascending, in its unit. @default none */
  readonly buckets?: readonly number[];
  /** Function that aggregates a gauge over replicas. Rates of counters and histograms are summed. @default 'sum' */
  readonly over?: 'sum' | 'max' | 'min';
}

/** Metrics with a common heading in docs/metrics.md. */
export interface MetricGroup {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

/** Defines a metric, preserving the names of its labels. */
export function defineMetric<const Label extends string = never>(metric: Metric<Label>): Metric<Label> {
  return metric;
}
