import { candidateDocuments } from './collections/collection.ts';
import type { Collection } from './collections/collection.ts';
import { contentCopy, visibleContent } from './content-copy.ts';
import type { ContentCopy } from './content-copy.ts';
import { keepSnapshot } from './content.snapshot.ts';
import { DocumentError } from './documents/document.errors.ts';
import { LONGEST_TIMER_MS, refreshDelay } from './refresh-delay.ts';
import { describeFailure, messageOf } from './refresh-failure.ts';
import type { RefreshFailure } from './refresh-failure.ts';
import type { SourceDocument } from './sources/content-source.ts';
import { RefreshLog } from './refresh-log.ts';
import type { RefreshOutcome, StoreContext } from './store-context.ts';
import { readFirst } from './sources/read-first.ts';

/** Keeps one collection fresh: refreshes it in the background, and keeps the last good copy if the source fails. */
export class CollectionStore {
  readonly collection: Collection;
  readonly candidates: readonly string[];
  readonly #context: StoreContext;
  readonly #log: RefreshLog;
  #current: ContentCopy | undefined;
  #validated = 0;
  #lastFailure: RefreshFailure | undefined;
  #failures = 0;
  #absent = false;
  #announced = '';
  #refreshing: Promise<void> | undefined;
  #refreshTimer: NodeJS.Timeout | undefined;
  #momentTimer: NodeJS.Timeout | undefined;
  #stopped = false;
  #attempted = false;

  constructor(collection: Collection, context: StoreContext) {
    this.collection = collection;
    this.candidates = candidateDocuments(collection);
    this.#context = context;
    this.#log = new RefreshLog(context);
  }

  /** The last good copy. */
  get copy(): ContentCopy | undefined {
    return this.#current;
  }

  /** Why the last refresh failed; undefined if it succeeded. */
  get failure(): RefreshFailure | undefined {
    return this.#lastFailure;
  }

  /** Whether the source has no document. */
  get isAbsent(): boolean {
    return this.#absent;
  }

  /** Whether the first load attempt has finished, successfully or not. */
  get isStarted(): boolean {
    return this.#attempted;
  }

  /** When the source last confirmed the copy, in milliseconds since the epoch. */
  get validatedAt(): number {
    return this.#validated;
  }

  /** When the copy becomes stale, in milliseconds since the epoch. */
  get staleAt(): number {
    return this.#validated + this.#context.ttlMs;
  }

  isStale(now: number): boolean {
    return this.#current !== undefined && now > this.staleAt;
  }

  /** Loads the snapshot, then refreshes from the source until `stop`. */
  async start(): Promise<void> {
    await this.#restore();
    await this.refresh();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#refreshTimer);
    clearTimeout(this.#momentTimer);
  }

  /** Waits for the current refresh, or starts one. Never rejects. One at a time. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refreshOnce().finally(() => {
      this.#refreshing = undefined;
      this.#attempted = true;
      this.#schedule();
    });
    return this.#refreshing;
  }

  /** Refreshes after a change hint; if a refresh is in progress, another one follows, because it may have missed the change. */
  refreshSoon(): void {
    const refreshing = this.#refreshing ?? Promise.resolve();
    this.#inBackground(() => refreshing.then(() => this.refresh()));
  }

  /** Nothing awaits this work, so its errors must be logged. */
  #inBackground(work: () => Promise<void>): void {
    work().catch((error: unknown) => {
      this.#context.logger.error({ collection: this.collection.name, err: error }, 'content refresh failed');
    });
  }

  async #refreshOnce(): Promise<void> {
    let outcome: RefreshOutcome;
    try {
      outcome = await this.#load();
      this.#lastFailure = undefined;
      this.#failures = 0;
    } catch (error) {
      outcome = error instanceof DocumentError ? 'refused' : 'failed';
      this.#lastFailure = describeFailure(error);
      this.#failures++;
    }
    this.#context.onRefresh(this.collection.name, outcome);
    this.#log.record(this);
  }

  async #load(): Promise<RefreshOutcome> {
    const { source, limits } = this.#context;
    const startedAt = this.#context.now();
    const answer = await readFirst(source, this.candidates, this.#current, limits);
    if (answer.kind === 'absent') return await this.#forget();
    const changed = answer.kind === 'found' && (await this.#accept(answer.document));
    this.#validated = startedAt;
    this.#announce();
    await keepSnapshot(this.#context.logger, this.collection.name, () =>
      answer.kind === 'found'
        ? this.#context.snapshots?.save(this.collection.name, { document: answer.document, validatedAt: startedAt })
        : this.#context.snapshots?.touch(this.collection.name, startedAt),
    );
    return changed ? 'changed' : 'unchanged';
  }

  async #accept(document: SourceDocument): Promise<boolean> {
    const parsed = await this.#context.offload.read(this.collection, document.name, document.bytes);
    const copy = contentCopy(this.collection, document, parsed, this.#context.zone);
    const changed = copy.version !== this.#current?.version;
    this.#current = copy;
    this.#absent = false;
    return changed;
  }

  async #forget(): Promise<RefreshOutcome> {
    this.#current = undefined;
    this.#absent = true;
    this.#announce();
    await keepSnapshot(this.#context.logger, this.collection.name, () =>
      this.#context.snapshots?.remove(this.collection.name),
    );
    return 'absent';
  }

  async #restore(): Promise<void> {
    try {
      const snapshot = await this.#context.snapshots?.load(this.collection.name);
      if (snapshot === undefined) return;
      await this.#accept(snapshot.document);
      this.#validated = snapshot.validatedAt;
      this.#announce();
    } catch (error) {
      this.#context.logger.warn({ collection: this.collection.name, reason: messageOf(error) }, 'snapshot not used');
    }
  }

  #schedule(): void {
    if (this.#stopped) return;
    clearTimeout(this.#refreshTimer);
    this.#refreshTimer = setTimeout(
      () => {
        this.#inBackground(() => this.refresh());
      },
      refreshDelay(this.#failures, this.#context.ttlMs),
    ).unref();
    this.#announce();
  }

  /**
   * Notifies once of every visible change, and schedules the next change caused by time: the copy becomes stale, an item appears or
   * expires.
   */
  #announce(): void {
    const now = this.#context.now();
    const visible = this.#current && visibleContent(this.#current, now);
    const stale = this.isStale(now);
    const state = `${String(this.#absent)} ${visible?.version ?? ''} ${String(stale)}`;
    if (state !== this.#announced) this.#context.onChange(this.collection.name);
    this.#announced = state;
    clearTimeout(this.#momentTimer);
    if (visible === undefined || this.#stopped) return;
    const next = Math.min(stale ? Infinity : this.staleAt + 1, visible.validUntil, now + LONGEST_TIMER_MS);
    this.#momentTimer = setTimeout(this.#announce.bind(this), next - now).unref();
  }
}
