import type { Finding, FindingKind } from '../findings/finding.ts';

/** What one source did. */
export interface ReportedSource {
  readonly source: string;
  readonly kinds: readonly FindingKind[];
  readonly level: Finding['level'];
  readonly hits: number;
  /** Highest score of its findings. */
  readonly score: number;
  readonly first: number;
  readonly last: number;
}

/** Sums up findings by source. */
export class SourceTable {
  readonly #rows = new Map<string, ReportedSource>();

  add({ source, kind, level, score, first, last }: Finding, hits: number): void {
    const row = this.#rows.get(source);
    this.#rows.set(source, {
      source,
      kinds: [...new Set([...(row?.kinds ?? []), kind])],
      level: row?.level === 'attack' ? 'attack' : level,
      hits: (row?.hits ?? 0) + hits,
      score: Math.max(row?.score ?? 0, score),
      first: Math.min(row?.first ?? first, first),
      last: Math.max(row?.last ?? last, last),
    });
  }

  /** Attacks first, then by hits. */
  top(limit: number): readonly ReportedSource[] {
    const rank = ({ level }: ReportedSource): number => (level === 'attack' ? 1 : 0);
    return [...this.#rows.values()].sort((a, b) => rank(b) - rank(a) || b.hits - a.hits).slice(0, limit);
  }
}
