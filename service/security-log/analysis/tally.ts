/** Counts by name. Bounded: names beyond the limit are counted together. */
export class Tally {
  /** Sum of all counts. */
  total = 0;
  /** Sum of the counts of names that found no room. */
  others = 0;
  readonly #counts = new Map<string, number>();
  readonly #limit: number;

  constructor(limit = 100_000) {
    this.#limit = limit;
  }

  add(name: string, count: number): void {
    this.total += count;
    const known = this.#counts.get(name);
    if (known === undefined && this.#counts.size >= this.#limit) this.others += count;
    else this.#counts.set(name, (known ?? 0) + count);
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** Number of different names. */
  get size(): number {
    return this.#counts.size;
  }

  /** Names and counts, highest first; equal ones by name. */
  top(limit = Infinity): readonly (readonly [name: string, count: number])[] {
    return [...this.#counts].sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1)).slice(0, limit);
  }
}
