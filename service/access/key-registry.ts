import type { ApiKeys } from './api-keys.ts';
import { hashOf, idOf, newKey } from './api-keys.ts';
import { InvalidKeyRequestError, KeyNotFoundError, KeyNotRotatableError, TooManyKeysError } from './access.errors.ts';
import type { Scopes } from './access.ts';
import { MAX_KEYS } from './stores/access-store.ts';
import type { AccessStore, ManagedKey } from './stores/access-store.ts';

/** What is chosen for a new key. */
export interface KeyRequest {
  /** Owner in the audit log: 1 to 64 letters, digits, `_`, `.` and `-`. */
  readonly name: string;
  /** At least one. */
  readonly scopes: readonly string[];
  /** Names of the resources it is valid for, by kind; not with `admin`, which is for the whole installation. @default all */
  readonly only?: Readonly<Record<string, readonly string[]>>;
  /** Days until it expires, 1 to 3650. @default never */
  readonly days?: number | undefined;
}

/** A key as shown in lists: everything but the key. */
export interface ListedKey extends Omit<ManagedKey, 'sha256' | 'kind' | 'prefix' | 'createdAt' | 'createdBy'> {
  /** Where it is managed: in the store, by pairing, or in the keys file, which only its owner can change. */
  readonly kind: 'key' | 'device' | 'file';
  readonly prefix?: string;
  /** Milliseconds since the epoch; unknown for keys of the file. */
  readonly createdAt?: number;
  readonly createdBy?: string;
  /** Milliseconds since the epoch. @default never, as far as known */
  readonly lastUsedAt?: number;
}

/** A new key, and the only moment when it can be seen. */
export interface IssuedKey {
  readonly key: string;
  readonly entry: ManagedKey;
}

/** Names of keys and devices. */
export const KEY_NAME = { pattern: /^[\w.-]{1,64}$/, rule: '1 to 64 letters, digits, dots, hyphens and underscores' };

/** Longest validity of a key. */
const MAX_DAYS = 3650;

/** How long a rotated key stays valid beside its successor. */
export const ROTATION_OVERLAP_HOURS = 24;

const HOUR_MS = 3_600_000;

/** Creates, lists, rotates and revokes keys. */
export class KeyRegistry {
  readonly #store: AccessStore;
  readonly #scopes: Scopes;
  readonly #now: () => number;

  constructor(store: AccessStore, scopes: Scopes, now: () => number) {
    this.#store = store;
    this.#scopes = scopes;
    this.#now = now;
  }

  /** Names of the scopes a key can have. */
  get scopes(): readonly string[] {
    return Object.keys(this.#scopes);
  }

  /** Returns all keys, newest first, those of the keys file last. @param file keys of QUEUE_KEYS_FILE. */
  async list(file?: ApiKeys): Promise<readonly ListedKey[]> {
    const [{ keys }, uses] = await Promise.all([this.#store.state(), this.#store.lastUses()]);
    const stored = keys
      .toSorted((left, right) => right.createdAt - left.createdAt)
      .map((key) => ({ ...withoutHash(key), ...lastUse(uses, key.id) }));
    const entries = (file?.entries ?? []).map(({ name, sha256, scopes, ...lists }) => {
      const only = Object.entries(lists).map(([list, names]) => [list.replace(/s$/, ''), names as string[]]);
      return {
        id: idOf(sha256),
        kind: 'file' as const,
        name,
        scopes,
        only: Object.fromEntries(only) as ListedKey['only'],
      };
    });
    return [...stored, ...entries];
  }

  /** Returns what is wrong with a request, as the end of a sentence; undefined if it is valid. */
  problemOf({ name, scopes, only = {}, days = 1 }: KeyRequest): string | undefined {
    if (!KEY_NAME.pattern.test(name)) return `the name must have ${KEY_NAME.rule}`;
    if (scopes.length === 0 || !scopes.every((scope) => Object.hasOwn(this.#scopes, scope)))
      return `the scopes must be one or more of ${this.scopes.join(', ')}`;
    if (scopes.includes('admin') && Object.keys(only).length > 0)
      return 'queues cannot limit the scope admin, which is for the whole installation';
    if (Number.isInteger(days) && days >= 1 && days <= MAX_DAYS) return undefined;
    return `the days must be an integer from 1 to ${String(MAX_DAYS)}`;
  }

  /** @param by name of the actor. @throws InvalidKeyRequestError, TooManyKeysError */
  async create(request: KeyRequest, by: string): Promise<IssuedKey> {
    const problem = this.problemOf(request);
    if (problem !== undefined) throw new InvalidKeyRequestError(problem);
    const key = newKey();
    const entry = this.entryOf(request, {
      by,
      kind: 'key',
      prefix: prefixOf(key),
      sha256: hashOf(key).toString('hex'),
    });
    await this.save(entry);
    return { key, entry };
  }

  /** Creates a key with the same rights; the old one expires after an overlap. @throws KeyNotFoundError, KeyNotRotatableError, TooManyKeysError */
  async rotate(id: string, by: string, overlapHours = ROTATION_OVERLAP_HOURS): Promise<IssuedKey> {
    const old = await this.find(id);
    if (old.kind === 'device' || (old.expiresAt ?? Infinity) <= this.#now()) throw new KeyNotRotatableError(id);
    const now = this.#now();
    const key = newKey();
    const lifetime = old.expiresAt === undefined ? undefined : old.expiresAt - old.createdAt;
    const entry = {
      ...old,
      id: idOf(hashOf(key).toString('hex')),
      prefix: prefixOf(key),
      sha256: hashOf(key).toString('hex'),
      createdAt: now,
      createdBy: by,
      ...(lifetime !== undefined && { expiresAt: now + lifetime }),
    };
    await this.save(entry);
    const expiresAt = Math.min(old.expiresAt ?? Infinity, now + overlapHours * HOUR_MS);
    // Somebody may have revoked it meanwhile: then it must not come back, nor have a successor.
    if (!(await this.#store.replaceKey({ ...old, expiresAt }))) {
      await this.#store.deleteKey(entry.id);
      throw new KeyNotFoundError(id);
    }
    return { key, entry };
  }

  /** @throws KeyNotFoundError */
  async revoke(id: string): Promise<ManagedKey> {
    const key = await this.find(id);
    if (!(await this.#store.deleteKey(id))) throw new KeyNotFoundError(id);
    return key;
  }

  /** @throws KeyNotFoundError */
  async find(id: string): Promise<ManagedKey> {
    const key = (await this.#store.state()).keys.find((one) => one.id === id);
    if (key === undefined) throw new KeyNotFoundError(id);
    return key;
  }

  /** Returns the entry of a key whose hash is known. */
  entryOf(
    { name, scopes, only = {}, days }: KeyRequest,
    { by, kind, prefix, sha256 }: { by: string; kind: ManagedKey['kind']; prefix: string; sha256: string },
  ): ManagedKey {
    const createdAt = this.#now();
    const id = idOf(sha256);
    const expiry = days === undefined ? {} : { expiresAt: createdAt + days * 24 * HOUR_MS };
    return { id, name, kind, prefix, sha256, scopes, only, createdAt, createdBy: by, ...expiry };
  }

  /** Stores a key; expired ones make room. @throws TooManyKeysError */
  async save(entry: ManagedKey): Promise<void> {
    const { keys } = await this.#store.state();
    const expired = keys.filter(({ expiresAt = Infinity }) => expiresAt <= this.#now());
    if (keys.length >= MAX_KEYS) for (const { id } of expired) await this.#store.deleteKey(id);
    if (keys.length - expired.length >= MAX_KEYS) throw new TooManyKeysError(MAX_KEYS);
    await this.#store.saveKey(entry);
  }
}

/** Returns the first characters of a key, which are too few to guess the rest. */
export function prefixOf(key: string): string {
  return key.slice(0, 9);
}

function withoutHash({ id, name, kind, prefix, scopes, only, createdAt, createdBy, expiresAt }: ManagedKey): ListedKey {
  const expiry = expiresAt === undefined ? {} : { expiresAt };
  return { id, name, kind, prefix, scopes, only, createdAt, createdBy, ...expiry };
}

function lastUse(uses: ReadonlyMap<string, number>, id: string): { lastUsedAt?: number } {
  const at = uses.get(id);
  return at === undefined ? {} : { lastUsedAt: at };
}
