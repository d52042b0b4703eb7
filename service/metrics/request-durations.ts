import { HistogramSeries } from './histogram-series.ts';
import { REQUEST_METHODS, REQUEST_METRICS } from './process.metric-list.ts';
import type { Sample } from './register-metric.ts';

const { name, buckets = [] } = REQUEST_METRICS.durations;

type Series = HistogramSeries<'method' | 'route' | 'status'>;

/** Request durations by method, route template and status, without the cost of hashing labels. */
export class RequestDurations {
  readonly #routes = new Map<string, Map<number, Series>>();

  observe(method: string, route: string, status: number, seconds: number): void {
    this.#series(method, route, status).observe(seconds);
  }

  samples(): Sample<'method' | 'route' | 'status'>[] {
    return [...this.#routes.values()].flatMap((byResult) =>
      [...byResult.values()].flatMap((series) => series.samples(name)),
    );
  }

  #series(method: string, route: string, status: number): Series {
    let byResult = this.#routes.get(route);
    if (byResult === undefined) this.#routes.set(route, (byResult = new Map<number, Series>()));
    const known = REQUEST_METHODS.indexOf(method);
    const result = status * REQUEST_METHODS.length + known;
    let series = byResult.get(result);
    if (series === undefined) {
      const labels = { method: REQUEST_METHODS[known] ?? 'OTHER', route, status: String(status) };
      byResult.set(result, (series = new HistogramSeries(labels, buckets)));
    }
    return series;
  }
}
