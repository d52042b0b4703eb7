import type { ActorRecord, Finding, FindingKind } from './finding.ts';
import type { ReadLines } from '../line-queue/line-queue.ts';

/** Which findings to list: those with at least one hit between `from` (included) and `to` (excluded). */
export interface FindingFilter {
  readonly from: number;
  readonly to: number;
  readonly kind?: FindingKind;
  readonly level?: Finding['level'];
  /** Exact source, as in `Finding.source`. */
  readonly source?: string;
}

/** Findings and the state of actors. Every operation may throw `FindingStoreUnavailableError`. */
export interface FindingStore {
  /** Records of the keys that exist. */
  actors(keys: readonly string[]): Promise<readonly ActorRecord[]>;
  /** Newest last hit first. */
  list(
    filter: FindingFilter,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<{ readonly total: number; readonly findings: readonly Finding[] }>;
  /** Every finding of the filter, one after the other, oldest first. */
  each(filter: FindingFilter): AsyncIterable<Finding>;
  find(id: string): Promise<Finding | undefined>;
  /** Origins with what was read from them. */
  origins(): Promise<ReadonlyMap<string, ReadLines>>;
  /** Deletes findings, evidence, state and dead letters of one source; lines that still wait are analysed afterwards. Returns the number of findings deleted. */
  erase(source: string): Promise<number>;
  /** Deletes what is older: findings by last hit, evidence by time, dead letters by burial, actors by last event. Milliseconds since the epoch. */
  purge(before: { readonly findings: number; readonly lines: number; readonly actors: number }): Promise<number>;
  /** Appends findings of a backup; those that exist are kept. */
  restore(findings: readonly Finding[]): Promise<number>;
}
