/** Counts hits by name, and gives the highest counts. */
export class Counter {
  readonly #counts = new Map<string, number>();

  add(name: string, hits: number): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + hits);
  }

  /** The names with the most hits, at most `limit`; by name where they are equal. */
  top(limit: number): { readonly name: string; readonly hits: number }[] {
    return [...this.#counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, limit)
      .map(([name, hits]) => ({ name, hits }));
  }
}
