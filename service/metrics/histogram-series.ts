import type { Sample } from './register-metric.ts';

/** The observations of one series of a histogram. Recording one costs a few comparisons. */
export class HistogramSeries<Label extends string = string> {
  readonly #labels: Readonly<Record<Label, string>>;
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;
  #count = 0;

  /** @param bounds upper bounds of the buckets, ascending. */
  constructor(labels: Readonly<Record<Label, string>>, bounds: readonly number[]) {
    this.#labels = labels;
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(value: number): void {
    this.#sum += value;
    this.#count++;
    let bucket = 0;
    while (value > (this.#bounds[bucket] ?? Infinity)) bucket++;
    if (bucket < this.#bounds.length) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }

  /** @param name name of the histogram. */
  samples(name: string): Sample<Label>[] {
    const labels = this.#labels;
    let cumulative = 0;
    const buckets = this.#bounds.map((bound, index) => {
      cumulative += this.#counts[index] ?? 0;
      return { metricName: `${name}_bucket`, labels: { ...labels, le: bound }, value: cumulative };
    });
    return [
      ...buckets,
      { metricName: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: this.#count },
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: this.#count },
    ];
  }
}
