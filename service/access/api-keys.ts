import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { load } from 'js-yaml';
import type { Logger } from 'pino';
import * as z from 'zod';
import { ConfigurationError } from '../config/settings.ts';
import { includes } from './access.ts';
import type { Access, Actor, Scopes } from './access.ts';

/** An entry of the keys file. */
interface Entry {
  /** Name of the owner in the audit log. */
  readonly name: string;
  /** SHA-256 of the key, in hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly string[];
  /** Names of the resources it is valid for, under the plural of their kind: `queues`; all if omitted. */
  readonly [resources: string]: unknown;
}

/** How often the file is checked: a revoked key stops working within a second. */
const CHECK_INTERVAL_MS = 1000;

/**
 * API keys by their hashes, in a YAML or JSON file that is reloaded when it changes. Keys are 256 random bits, so
 * a plain SHA-256 cannot be reversed; they are compared in constant time. If a changed file cannot be read, the last
 * good keys remain in effect and the problem is reported.
 */
export class ApiKeys implements Access {
  readonly #file: string;
  readonly #scopes: Scopes;
  readonly #logger: Logger;
  readonly #now: () => number;
  #entries: readonly Entry[];
  #version: string;
  #checkedAt: number;
  #problem: string | undefined;

  /** @throws ConfigurationError if the file cannot be read or is invalid. */
  constructor(file: string, scopes: Scopes, logger: Logger, now: () => number) {
    this.#file = file;
    this.#scopes = scopes;
    this.#logger = logger;
    this.#now = now;
    this.#version = versionOf(file);
    this.#entries = entriesOf(file, scopes);
    this.#checkedAt = now();
  }

  get description(): string {
    return `${String(this.#entries.length)} keys`;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  /** Entries of the file, for the list of keys. */
  get entries(): readonly Entry[] {
    this.#reloadIfChanged();
    return this.#entries;
  }

  identify(credential: string): Promise<Actor | undefined> {
    this.#reloadIfChanged();
    const hash = hashOf(credential);
    let found: Entry | undefined;
    // Compare with every entry, so that the time taken reveals nothing about the match.
    for (const entry of this.#entries) {
      if (timingSafeEqual(hash, Buffer.from(entry.sha256, 'hex'))) found = entry;
    }
    return Promise.resolve(found && this.#actorOf(found));
  }

  #actorOf(entry: Entry): Actor {
    const { name, scopes } = entry;
    return {
      name: `key:${name}`,
      credential: idOf(entry.sha256),
      allows: (scope, resource) => {
        const only = entry[listOf(this.#scopes[scope]?.resource ?? '')] as readonly string[] | undefined;
        return (
          includes(this.#scopes, scope, (one) => scopes.includes(one)) &&
          (only === undefined || only.includes(resource))
        );
      },
    };
  }

  #reloadIfChanged(): void {
    if (this.#now() - this.#checkedAt < CHECK_INTERVAL_MS) return;
    this.#checkedAt = this.#now();
    try {
      const version = versionOf(this.#file);
      if (version === this.#version) return;
      this.#entries = entriesOf(this.#file, this.#scopes);
      this.#version = version;
      this.#problem = undefined;
      this.#logger.info({ keys: this.#entries.length }, 'API keys reloaded');
    } catch (error) {
      const { message } = error as Error;
      if (this.#problem !== message) this.#logger.error(`${message}; the previous keys remain in effect`);
      this.#problem = message;
    }
  }
}

/** Generates a key: `kq_` and 256 random bits. */
export function newKey(): string {
  return `kq_${randomBytes(32).toString('base64url')}`;
}

/** Creates an entry of the keys file. @param only names of the resources it is valid for, by kind: `{ queue: ['rubis'] }`; an empty list means all. */
export function keyEntry(
  name: string,
  key: string,
  scopes: readonly string[],
  only: Readonly<Record<string, readonly string[]>> = {},
): Entry {
  const lists = Object.entries(only).filter(([, names]) => names.length > 0);
  return {
    name,
    sha256: hashOf(key).toString('hex'),
    scopes: [...scopes],
    ...Object.fromEntries(lists.map(([kind, names]) => [listOf(kind), [...names]])),
  };
}

/** Property of an entry that lists the resources of a kind. */
function listOf(kind: string): string {
  return `${kind}s`;
}

/** Returns the id of a key: the first 12 hexadecimal digits of its hash. */
export function idOf(sha256: string): string {
  return sha256.slice(0, 12);
}

/** Returns the SHA-256 of a key. */
export function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Kubernetes updates a mounted Secret by replacing a symbolic link, which changes inode and time. */
function versionOf(file: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(file);
    return `${String(ino)} ${String(mtimeMs)} ${String(size)}`;
  } catch (error) {
    throw new ConfigurationError([`QUEUE_KEYS_FILE cannot be read: ${String((error as NodeJS.ErrnoException).code)}`]);
  }
}

function entriesOf(file: string, scopes: Scopes): readonly Entry[] {
  const [words, lists] = [
    Object.keys(scopes),
    [...new Set(Object.values(scopes).map(({ resource }) => listOf(resource)))],
  ];
  const shape = `keys: a list of entries with name, sha256, scopes (${words.join(', ')}) and ${lists.join(', ')}; npm run queue -- key creates one`;
  let content: unknown;
  try {
    content = load(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigurationError([`QUEUE_KEYS_FILE is not valid YAML or JSON: it must contain ${shape}`]);
  }
  const result = fileSchema(words, lists).safeParse(content);
  if (result.success) return result.data.keys;
  const path = result.error.issues[0]?.path.join('.') ?? '';
  throw new ConfigurationError([`QUEUE_KEYS_FILE is invalid at "${path}": it must contain ${shape}`]);
}

function fileSchema(scopes: readonly string[], lists: readonly string[]): z.ZodType<{ keys: Entry[] }> {
  const entry = z.strictObject({
    name: z.string().regex(/^[\w.-]{1,64}$/),
    sha256: z.string().regex(/^[\da-f]{64}$/),
    scopes: z.array(z.enum(scopes)).min(1),
    ...Object.fromEntries(lists.map((list) => [list, z.array(z.string()).optional()])),
  });
  return z.strictObject({ keys: z.array(entry).min(1).max(1000) });
}
