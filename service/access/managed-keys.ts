import { timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import type { Access, Actor, Scopes } from './access.ts';
import { includes } from './access.ts';
import { hashOf } from './api-keys.ts';
import type { AccessState, AccessStore, ManagedKey } from './stores/access-store.ts';

/** How often the storage is read: a revoked key stops working within a second, in every process. */
const READ_INTERVAL_MS = 1000;

/** How precisely the last use of a key is recorded. */
const USE_INTERVAL_MS = 60_000;

/**
 * Keys in the access store. While it does not respond, the last known keys remain in effect and the problem is reported.
 *
 * @throws AccessStoreUnavailableError if the store was never read.
 */
export class ManagedKeys implements Access {
  readonly #store: AccessStore;
  readonly #scopes: Scopes;
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #usedAt = new Map<string, number>();
  #state: AccessState | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #problem: string | undefined;

  constructor(store: AccessStore, scopes: Scopes, logger: Logger, now: () => number) {
    this.#store = store;
    this.#scopes = scopes;
    this.#logger = logger;
    this.#now = now;
  }

  get description(): string {
    return `${String(this.#state?.keys.length ?? 0)} managed keys`;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  async identify(credential: string): Promise<Actor | undefined> {
    const { keys } = await this.state();
    const hash = hashOf(credential);
    let found: ManagedKey | undefined;
    // Compare with every key, so that the time taken reveals nothing about the match.
    for (const key of keys) if (timingSafeEqual(hash, Buffer.from(key.sha256, 'hex'))) found = key;
    if (found === undefined || (found.expiresAt ?? Infinity) <= this.#now()) return undefined;
    this.#noteUse(found.id);
    return this.#actorOf(found);
  }

  /** Returns keys and ended sessions, at most a second old unless the store does not respond. */
  async state(): Promise<AccessState> {
    if (performance.now() - this.#readAt >= READ_INTERVAL_MS) {
      this.#reading ??= this.#read().finally(() => {
        this.#reading = undefined;
      });
      // Known keys are used without waiting for a storage that did not respond the last time.
      if (this.#state === undefined || this.#problem === undefined) await this.#reading;
    }
    return this.#state ?? (await this.#store.state());
  }

  /** Reads the store before the next use, after a change by this process. */
  expire(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  async #read(): Promise<void> {
    try {
      this.#state = await this.#store.state();
      if (this.#problem !== undefined) this.#logger.info('the storage of keys can be read again');
      this.#problem = undefined;
    } catch (error) {
      const { message } = error as Error;
      if (this.#problem === undefined) this.#logger.error({ err: error }, 'the storage of keys cannot be read');
      this.#problem = message;
    }
    this.#readAt = performance.now();
  }

  #actorOf({ id, name, kind, scopes, only }: ManagedKey): Actor {
    return {
      name: `${kind}:${name}`,
      credential: id,
      allows: (scope, resource) => {
        const names = only[this.#scopes[scope]?.resource ?? ''];
        return includes(this.#scopes, scope, (one) => scopes.includes(one)) && (names?.includes(resource) ?? true);
      },
    };
  }

  /** Never delays a request. */
  #noteUse(id: string): void {
    const now = this.#now();
    if (now - (this.#usedAt.get(id) ?? 0) < USE_INTERVAL_MS) return;
    this.#usedAt.set(id, now);
    this.#store.markUsed(id, now).catch((error: unknown) => {
      this.#usedAt.delete(id);
      this.#logger.warn({ err: error, key: id }, 'the last use of a key was not recorded');
    });
  }
}
