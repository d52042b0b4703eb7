import type { OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from 'pino';
import { INSTALLATION } from './access.scopes.ts';
import type { AccessStore, AuditEntry } from './stores/access-store.ts';

/** How long entries wait to be written together. */
const DELAY_MS = 200;

/** Entries that are kept while the storage does not respond; beyond it the oldest exist only in the log of the process. */
const MAX_WAITING = 10_000;

/** Maximum number of entries in one write. */
const BATCH = 500;

/**
 * Entries per minute about signing in and pairing without a credential; further ones exist only in the log of the process. Otherwise a
 * flood would push the entries of staff out of the store, which is limited.
 */
const ANONYMOUS_PER_MINUTE = 60;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A kind of event in the audit log. */
export interface AuditEvent {
  /** Name in the log and the API: `no-show`. */
  readonly name: string;
  /** When it is recorded, in one sentence. */
  readonly description: string;
}

/**
 * The audit log: one structured line in the log of the process for each event, at once, and an entry in the access store, within a
 * fraction of a second. A request never waits for the store.
 */
export class AuditLog implements OnApplicationShutdown {
  readonly #store: AccessStore;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #keepMs: number;
  #waiting: AuditEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing = Promise.resolve();
  #isFailing = false;
  #lost = 0;
  #minute = 0;
  #anonymous = 0;

  /** `flush` never rejects. */
  readonly #flushLater = (): void => {
    this.flush().catch(() => undefined);
  };

  constructor(store: AccessStore, logger: Logger, options: { readonly keepDays: number; readonly now: () => number }) {
    this.#store = store;
    this.#logger = logger;
    this.#now = options.now;
    this.#keepMs = options.keepDays * DAY_MS;
  }

  /** Number of entries that are not written yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Number of entries that are only in the log of the process, because the store did not respond for too long. */
  get lost(): number {
    return this.#lost;
  }

  append(event: Omit<AuditEntry, 'at'>): void {
    const { requestId, resource, event: action, actor, credential, facts } = event;
    const line = {
      action,
      [resource.kind]: resource.name,
      ...facts,
      actor,
      ...(credential !== undefined && { credential }),
    };
    this.#logger.info({ audit: line, requestId }, 'audit');
    if (resource.kind === INSTALLATION.kind && credential === undefined && this.#isFlood()) return;
    this.#waiting.push({ at: this.#now(), ...event });
    if (this.#waiting.length > MAX_WAITING)
      this.#lost += this.#waiting.splice(0, this.#waiting.length - MAX_WAITING).length;
    this.#timer ??= setTimeout(this.#flushLater, DELAY_MS).unref();
  }

  /** Writes what waits. Never rejects: what cannot be written is tried again with the next entry. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // One write after the other, so that entries keep their order.
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  /** Writes what waits, then closes the store. */
  async onApplicationShutdown(): Promise<void> {
    await this.flush();
    await this.#store.close();
  }

  /** Counts an entry that anyone can cause. Returns whether there were too many in this minute. */
  #isFlood(): boolean {
    const minute = Math.floor(this.#now() / MINUTE_MS);
    if (minute !== this.#minute) this.#anonymous = 0;
    this.#minute = minute;
    this.#anonymous += 1;
    return this.#anonymous > ANONYMOUS_PER_MINUTE;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#store.appendAudit(batch, this.#now() - this.#keepMs);
        if (this.#isFailing) this.#logger.info('the audit log can be written again');
        this.#isFailing = false;
      } catch (error) {
        this.#waiting.unshift(...batch);
        if (!this.#isFailing) this.#logger.error({ err: error }, 'the audit log cannot be written; entries wait');
        this.#isFailing = true;
        this.#timer ??= setTimeout(this.#flushLater, 10 * DELAY_MS).unref();
        return;
      }
    }
  }
}
