import type { Logger } from 'pino';
import type { TimeZone } from '../common/time-zone.ts';
import type { Clock } from '../common/tokens.ts';
import { candidateDocuments } from './collections/collection.ts';
import type { Collection } from './collections/collection.ts';
import { contentCopy, visibleContent } from './content-copy.ts';
import type { ContentCopy } from './content-copy.ts';
import type { SnapshotDirectory } from './content.snapshot.ts';
import { DocumentError } from './documents/document.errors.ts';
import { describeFailure, messageOf } from './refresh-failure.ts';
import type { RefreshFailure } from './refresh-failure.ts';
import type { ContentSource, SourceDocument } from './sources/content-source.ts';
import { readFirst } from './sources/read-first.ts';
import type { ReadLimits } from './sources/read-first.ts';
import type { Offload } from './worker/offload.ts';

/** How a refresh ended. */
export type RefreshOutcome = 'changed' | 'unchanged' | 'absent' | 'failed' | 'refused';

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

/** A refresh starts when 75 to 90 % of the TTL is over: copies of a healthy source never get stale, and pods do not ask in step. */
const EARLIEST_REFRESH = 0.75;
const REFRESH_SPREAD = 0.15;
const FIRST_RETRY_MS = 1000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The freshness of one collection: reads it again in the background, and keeps the last good copy whatever the source does. */
export class CollectionStore {
  readonly collection: Collection;
  readonly candidates: readonly string[];
  private readonly context: StoreContext;
  private current: ContentCopy | undefined;
  private validated = 0;
  private lastFailure: RefreshFailure | undefined;
  private failures = 0;
  private absent = false;
  private state = 'loading';
  private announced = '';
  private refreshing: Promise<void> | undefined;
  private refreshTimer: NodeJS.Timeout | undefined;
  private momentTimer: NodeJS.Timeout | undefined;
  private stopped = false;
  private attempted = false;

  constructor(collection: Collection, context: StoreContext) {
    this.collection = collection;
    this.candidates = candidateDocuments(collection);
    this.context = context;
  }

  /** The last good copy. */
  get copy(): ContentCopy | undefined {
    return this.current;
  }

  /** Why the last refresh failed; undefined when it did not. */
  get failure(): RefreshFailure | undefined {
    return this.lastFailure;
  }

  /** The source said that there is no document. */
  get isAbsent(): boolean {
    return this.absent;
  }

  /** The first load attempt is over, whatever came of it. */
  get isStarted(): boolean {
    return this.attempted;
  }

  /** When the source last confirmed the copy, in milliseconds since the epoch. */
  get validatedAt(): number {
    return this.validated;
  }

  /** When the copy becomes stale, in milliseconds since the epoch. */
  get staleAt(): number {
    return this.validated + this.context.ttlMs;
  }

  isStale(now: number): boolean {
    return this.current !== undefined && now > this.staleAt;
  }

  /** Loads the snapshot, then goes on reading the source until `stop`. */
  async start(): Promise<void> {
    await this.restore();
    await this.refresh();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.refreshTimer);
    clearTimeout(this.momentTimer);
  }

  /** Resolves when the refresh under way, or else a new one, is over. Never rejects. One at a time. */
  refresh(): Promise<void> {
    this.refreshing ??= this.refreshOnce().finally(() => {
      this.refreshing = undefined;
      this.attempted = true;
      this.schedule();
    });
    return this.refreshing;
  }

  /** Reads again because something may have changed just now: a refresh under way may have missed it, so another follows. */
  hurry(): void {
    const { refreshing = Promise.resolve() } = this;
    this.inBackground(() => refreshing.then(() => this.refresh()));
  }

  /** Nobody waits for this work, so what goes wrong in it must end in the log. */
  private inBackground(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.context.logger.error({ collection: this.collection.name, err: error }, 'content refresh failed');
    });
  }

  private async refreshOnce(): Promise<void> {
    let outcome: RefreshOutcome;
    try {
      outcome = await this.load();
      this.lastFailure = undefined;
      this.failures = 0;
    } catch (error) {
      outcome = error instanceof DocumentError ? 'refused' : 'failed';
      this.lastFailure = describeFailure(error);
      this.failures++;
    }
    this.context.onRefresh(this.collection.name, outcome);
    this.logTransition();
  }

  private async load(): Promise<RefreshOutcome> {
    const { source, limits } = this.context;
    const startedAt = this.context.now();
    const answer = await readFirst(source, this.candidates, this.current, limits);
    if (answer.kind === 'absent') return await this.forget();
    const changed = answer.kind === 'found' && (await this.accept(answer.document));
    this.validated = startedAt;
    this.announce();
    await this.keep(() =>
      answer.kind === 'found'
        ? this.context.snapshots?.save(this.collection.name, { document: answer.document, validatedAt: startedAt })
        : this.context.snapshots?.touch(this.collection.name, startedAt),
    );
    return changed ? 'changed' : 'unchanged';
  }

  private async accept(document: SourceDocument): Promise<boolean> {
    const parsed = await this.context.offload.read(this.collection, document.name, document.bytes);
    const copy = contentCopy(this.collection, document, parsed, this.context.zone);
    const changed = copy.version !== this.current?.version;
    this.current = copy;
    this.absent = false;
    return changed;
  }

  private async forget(): Promise<RefreshOutcome> {
    this.current = undefined;
    this.absent = true;
    this.announce();
    await this.keep(() => this.context.snapshots?.remove(this.collection.name));
    return 'absent';
  }

  private async restore(): Promise<void> {
    try {
      const snapshot = await this.context.snapshots?.load(this.collection.name);
      if (snapshot === undefined) return;
      await this.accept(snapshot.document);
      this.validated = snapshot.validatedAt;
      this.announce();
    } catch (error) {
      this.context.logger.warn({ collection: this.collection.name, reason: messageOf(error) }, 'snapshot not used');
    }
  }

  /** A disk that is full or read-only costs the snapshot, not the content. */
  private async keep(write: () => Promise<void> | undefined): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.context.logger.warn({ collection: this.collection.name, reason: messageOf(error) }, 'snapshot not written');
    }
  }

  private schedule(): void {
    if (this.stopped) return;
    const { ttlMs } = this.context;
    const delay =
      this.failures === 0
        ? ttlMs * (EARLIEST_REFRESH + REFRESH_SPREAD * Math.random())
        : Math.min(FIRST_RETRY_MS * 2 ** (this.failures - 1), ttlMs / 2) * (0.75 + 0.25 * Math.random());
    clearTimeout(this.refreshTimer);
    this.refreshTimer = setTimeout(() => {
      this.inBackground(() => this.refresh());
    }, delay).unref();
    this.announce();
  }

  /**
   * Tells once of everything that readers would see change, and wakes up for the next change that time alone brings: the copy gets
   * stale, an item appears or expires.
   */
  private announce(): void {
    const now = this.context.now();
    const visible = this.current === undefined ? undefined : visibleContent(this.current, now);
    const stale = this.isStale(now);
    const state = `${String(this.absent)} ${visible?.version ?? ''} ${String(stale)}`;
    if (state !== this.announced) this.context.onChange(this.collection.name);
    this.announced = state;
    clearTimeout(this.momentTimer);
    if (visible === undefined || this.stopped) return;
    const next = Math.min(stale ? Infinity : this.staleAt + 1, visible.validUntil, now + LONGEST_TIMER_MS);
    this.momentTimer = setTimeout(() => {
      this.announce();
    }, next - now).unref();
  }

  /** One line for each change of state, however many tries it takes. */
  private logTransition(): void {
    const state = this.lastFailure?.kind ?? (this.absent ? 'absent' : 'ok');
    if (state === this.state) return;
    const first = this.state === 'loading';
    this.state = state;
    const { logger, source } = this.context;
    const fields = {
      collection: this.collection.name,
      state,
      document: this.current?.name,
      items: this.current?.list.items.length,
    };
    if (this.lastFailure !== undefined) {
      const kept = this.current === undefined ? 'nothing to serve' : 'serving the last good copy';
      logger.warn({ ...fields, reason: this.lastFailure.reason }, `content could not be refreshed, ${kept}`);
    } else if (this.absent) logger.info({ ...fields, source: source.description }, 'content has no document');
    else logger.info(fields, first ? 'content loaded' : 'content is fresh again');
  }
}
