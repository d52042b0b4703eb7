import type { Finding } from '../findings/finding.ts';

/** Places shown for each virus. */
const PLACES = 5;

/** A virus, and where it was found. */
export interface ReportedVirus {
  readonly signature: string;
  readonly hits: number;
  /** Infected files. */
  readonly files: number;
  /** Paths of some of them. */
  readonly places: readonly string[];
  readonly last: number;
}

/** Sums up findings by the name of the virus. */
export class VirusTable {
  readonly #rows = new Map<string, { hits: number; last: number; readonly paths: Set<string> }>();

  add({ virus, last }: Finding, hits: number): void {
    if (virus === undefined) return;
    const row = this.#rows.get(virus.signature) ?? { hits: 0, last, paths: new Set<string>() };
    this.#rows.set(virus.signature, row);
    row.hits += hits;
    row.last = Math.max(row.last, last);
    row.paths.add(virus.path);
  }

  top(limit: number): readonly ReportedVirus[] {
    return [...this.#rows]
      .map(([signature, { hits, last, paths }]) => ({
        signature,
        hits,
        files: paths.size,
        places: [...paths].slice(0, PLACES),
        last,
      }))
      .sort((a, b) => b.hits - a.hits)
      .slice(0, limit);
  }
}
