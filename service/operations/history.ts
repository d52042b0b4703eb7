import type { Gauge, Series } from './process-state.ts';

/** Points of each series: an hour of minutes. */
const MOST = 60;

/** Values of gauges, one per minute, over the last hour. */
export class History {
  readonly #series = new Map<string, Series>();

  add(at: number, gauges: readonly Gauge[]): void {
    for (const { id, title, value } of gauges) {
      const { points } = this.#series.get(id) ?? { points: [] };
      this.#series.set(id, { id, title, points: [...points, [at, value] satisfies [number, number]].slice(-MOST) });
    }
  }

  get all(): readonly Series[] {
    return [...this.#series.values()];
  }
}
