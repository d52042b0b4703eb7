import type { MetricObjectWithValues, MetricValueWithName } from 'prom-client';

/** Upper bounds in seconds: cached responses take microseconds, rendered ones milliseconds. */
const BUCKETS = [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Methods with their own label; all others share one. */
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'];

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: number[];
  sum: number;
  count: number;
}

/** Request durations by method, route template and status: a prom-client metric without the cost of hashing labels. */
export class RequestDurations {
  readonly name = 'kiosque_http_request_duration_seconds';
  readonly help = 'Request duration, by method, route template and status.';
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #routes = new Map<string, Map<number, Series>>();

  observe(method: string, route: string, status: number, seconds: number): void {
    const series = this.#series(method, route, status);
    series.sum += seconds;
    series.count++;
    let bucket = 0;
    while (seconds > (BUCKETS[bucket] ?? Infinity)) bucket++;
    if (bucket < BUCKETS.length) series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
  }

  /** Called by the registry. */
  get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const values = [...this.#routes.values()].flatMap((byResult) =>
      [...byResult.values()].flatMap((series) => this.#samples(series)),
    );
    const { name, help, aggregator } = this;
    return Promise.resolve({ name, help, aggregator, type: this.type, values } as unknown as MetricObjectWithValues<
      MetricValueWithName<string>
    >);
  }

  reset(): void {
    this.#routes.clear();
  }

  #series(method: string, route: string, status: number): Series {
    let byResult = this.#routes.get(route);
    if (byResult === undefined) this.#routes.set(route, (byResult = new Map<number, Series>()));
    const known = METHODS.indexOf(method);
    const result = status * METHODS.length + known;
    let series = byResult.get(result);
    if (series === undefined) {
      const labels = { method: METHODS[known] ?? 'OTHER', route, status: String(status) };
      series = { labels, counts: BUCKETS.map(() => 0), sum: 0, count: 0 };
      byResult.set(result, series);
    }
    return series;
  }

  #samples({ labels, counts, sum, count }: Series): MetricValueWithName<string>[] {
    let cumulative = 0;
    const buckets = BUCKETS.map((bound, index) => {
      cumulative += counts[index] ?? 0;
      return { metricName: `${this.name}_bucket`, labels: { ...labels, le: bound }, value: cumulative };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_bucket`, labels: { ...labels, le: '+Inf' }, value: count },
      { metricName: `${this.name}_sum`, labels, value: sum },
      { metricName: `${this.name}_count`, labels, value: count },
    ];
  }
}
