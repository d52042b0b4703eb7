import { FINDING_KINDS } from '../findings/finding.ts';
import type { Finding, FindingKind } from '../findings/finding.ts';
import { Counter } from './counter.ts';
import { networkOf } from './network-of.ts';
import { intervalOf } from './report-range.ts';
import type { Range } from './report-range.ts';
import { SourceTable } from './source-table.ts';
import type { ReportedSource } from './source-table.ts';
import { VirusTable } from './virus-table.ts';
import type { ReportedVirus } from './virus-table.ts';

const HOUR = 3_600_000;

/** Rows of each table. */
const ROWS = 20;

/** Findings and hits. */
export interface Totals {
  attacks: number;
  attempts: number;
  viruses: number;
  hits: number;
}

/** Findings of one kind, compared with the range before. */
export interface ReportedKind {
  readonly kind: FindingKind;
  attacks: number;
  attempts: number;
  hits: number;
  previousHits: number;
}

/** Hits in one interval, which begins at `start`, in milliseconds since the epoch. */
export interface Interval {
  readonly start: number;
  attacks: number;
  attempts: number;
}

/** What happened in a range of time. */
export interface Report {
  readonly range: Range;
  readonly previous: Range;
  readonly totals: Totals;
  readonly previousTotals: Totals;
  /** Length of the intervals, in milliseconds. */
  readonly interval: number;
  readonly intervals: readonly Interval[];
  /** Most hits first; kinds without hits in both ranges are left out. */
  readonly kinds: readonly ReportedKind[];
  readonly sources: readonly ReportedSource[];
  readonly networks: readonly { readonly name: string; readonly hits: number }[];
  readonly targets: readonly { readonly name: string; readonly hits: number }[];
  readonly users: readonly { readonly name: string; readonly hits: number }[];
  readonly viruses: readonly ReportedVirus[];
}

const none = (): Totals => ({ attacks: 0, attempts: 0, viruses: 0, hits: 0 });

/** Sums up findings. Hits are counted by the hour, so that a long finding counts in each range by what happened there. */
export class ReportBuilder {
  readonly #ranges: { readonly range: Range; readonly previous: Range };
  readonly #interval: number;
  readonly #intervals: readonly Interval[];
  readonly #totals = none();
  readonly #previousTotals = none();
  readonly #kinds = new Map<FindingKind, ReportedKind>();
  readonly #sources = new SourceTable();
  readonly #viruses = new VirusTable();
  readonly #networks = new Counter();
  readonly #targets = new Counter();
  readonly #users = new Counter();

  constructor(ranges: { readonly range: Range; readonly previous: Range }) {
    const { from, to } = ranges.range;
    const interval = intervalOf(ranges.range);
    this.#ranges = ranges;
    this.#interval = interval;
    this.#intervals = Array.from({ length: Math.ceil((to - from) / interval) }, (_, index) => ({
      start: from + index * interval,
      attacks: 0,
      attempts: 0,
    }));
  }

  add(finding: Finding): void {
    const { range, previous } = this.#ranges;
    const [hits, before] = [hitsIn(finding, range), hitsIn(finding, previous)];
    count(this.#totals, finding, hits);
    count(this.#previousTotals, finding, before);
    this.#kind(finding, hits, before);
    if (hits === 0) return;
    this.#spread(finding);
    this.#tabulate(finding, hits);
  }

  finish(): Report {
    const kinds = FINDING_KINDS.flatMap((kind) => this.#kinds.get(kind) ?? []);
    return {
      ...this.#ranges,
      totals: this.#totals,
      previousTotals: this.#previousTotals,
      interval: this.#interval,
      intervals: this.#intervals,
      kinds: kinds.sort((a, b) => b.hits - a.hits),
      sources: this.#sources.top(ROWS),
      networks: this.#networks.top(ROWS),
      targets: this.#targets.top(ROWS),
      users: this.#users.top(ROWS),
      viruses: this.#viruses.top(ROWS),
    };
  }

  #kind({ kind, level }: Finding, hits: number, previousHits: number): void {
    if (hits + previousHits === 0) return;
    const row = this.#kinds.get(kind) ?? { kind, attacks: 0, attempts: 0, hits: 0, previousHits: 0 };
    this.#kinds.set(kind, row);
    if (hits > 0) row[level === 'attack' ? 'attacks' : 'attempts'] += 1;
    row.hits += hits;
    row.previousHits += previousHits;
  }

  #spread({ hours, level }: Finding): void {
    for (const [hour, hits] of Object.entries(hours)) {
      const index = Math.floor((Number(hour) * HOUR - this.#ranges.range.from) / this.#interval);
      const interval = this.#intervals[index];
      if (interval !== undefined) interval[level === 'attack' ? 'attacks' : 'attempts'] += hits;
    }
  }

  /** Targets and users are counted with all hits of the finding: it does not say which hit was about which. */
  #tabulate(finding: Finding, hits: number): void {
    if (finding.virus !== undefined) {
      this.#viruses.add(finding, hits);
      return;
    }
    this.#sources.add(finding, hits);
    this.#networks.add(networkOf(finding.source) ?? finding.source, hits);
    for (const target of finding.targets) this.#targets.add(target, hits);
    for (const user of finding.users) this.#users.add(user, hits);
  }
}

function hitsIn({ hours }: Finding, { from, to }: Range): number {
  let sum = 0;
  for (const [hour, hits] of Object.entries(hours)) {
    const time = Number(hour) * HOUR;
    if (time >= from && time < to) sum += hits;
  }
  return sum;
}

function count(totals: Totals, { level, virus }: Finding, hits: number): void {
  if (hits === 0) return;
  totals[virus === undefined ? (level === 'attack' ? 'attacks' : 'attempts') : 'viruses'] += 1;
  totals.hits += hits;
}
