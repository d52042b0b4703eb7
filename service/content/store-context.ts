import type { Logger } from 'pino';
import type { TimeZone } from '../common/time-zone.ts';
import type { Clock } from '../common/tokens.ts';
import type { SnapshotDirectory } from './content.snapshot.ts';
import type { ContentSource } from './sources/content-source.ts';
import type { ReadLimits } from './sources/read-first.ts';
import type { Offload } from './worker/offload.ts';

/** How a refresh can end. */
export const REFRESH_OUTCOMES = ['changed', 'unchanged', 'absent', 'failed', 'refused'] as const;

/** A value of `REFRESH_OUTCOMES`. */
export type RefreshOutcome = (typeof REFRESH_OUTCOMES)[number];

/** What the stores of all collections share. */
export interface StoreContext {
  readonly source: ContentSource;
  readonly snapshots: SnapshotDirectory | undefined;
  readonly offload: Offload;
  readonly limits: ReadLimits;
  readonly ttlMs: number;
  readonly logger: Logger;
  readonly now: Clock;
  readonly zone: TimeZone;
  /** Content became newer, older than its TTL, fresh again, absent or visible. */
  readonly onChange: (collection: string) => void;
  readonly onRefresh: (collection: string, outcome: RefreshOutcome) => void;
}
