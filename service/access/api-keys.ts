import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { load } from 'js-yaml';
import type { Logger } from 'pino';
import * as z from 'zod';
import { ConfigurationError } from '../config/settings.ts';
import type { Access, Actor, Scopes } from './access.ts';

/** What the keys file says of a key. */
interface Entry {
  /** Whose it is, in the audit log. */
  readonly name: string;
  /** SHA-256 of the key, in hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly string[];
  /** Names of the resources it is for, under the plural of their kind: `queues`; all when left out. */
  readonly [resources: string]: unknown;
}

/** How often the file is looked at: a key that is taken back stops working within a second. */
const LOOK_MS = 1000;

/**
 * API keys by their hashes, in a YAML or JSON file that is read again when it changes. Keys are random and long
 * (256 bits), so a plain SHA-256 cannot be turned back; they are compared in constant time. A changed file that
 * cannot be read leaves the last good keys in force, and is reported.
 */
export class ApiKeys implements Access {
  readonly #file: string;
  readonly #scopes: Scopes;
  readonly #logger: Logger;
  readonly #now: () => number;
  #entries: readonly Entry[];
  #version: string;
  #lookedAt: number;
  #problem: string | undefined;

  /** @throws ConfigurationError when the file cannot be read or breaks its rules. */
  constructor(file: string, scopes: Scopes, logger: Logger, now: () => number) {
    this.#file = file;
    this.#scopes = scopes;
    this.#logger = logger;
    this.#now = now;
    this.#version = versionOf(file);
    this.#entries = entriesOf(file, scopes);
    this.#lookedAt = now();
  }

  get description(): string {
    return `${String(this.#entries.length)} keys`;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  identify(credential: string): Promise<Actor | undefined> {
    this.#look();
    const hash = hashOf(credential);
    let found: Entry | undefined;
    // All are compared, so that the time taken does not tell which one nearly fits.
    for (const entry of this.#entries) {
      if (timingSafeEqual(hash, Buffer.from(entry.sha256, 'hex'))) found = entry;
    }
    return Promise.resolve(found && this.#actorOf(found));
  }

  #actorOf(entry: Entry): Actor {
    const { name, scopes } = entry;
    return {
      name: `key:${name}`,
      allows: (scope, resource) => {
        const only = entry[listOf(this.#scopes[scope] ?? '')] as readonly string[] | undefined;
        return scopes.includes(scope) && (only === undefined || only.includes(resource));
      },
    };
  }

  #look(): void {
    if (this.#now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = this.#now();
    try {
      const version = versionOf(this.#file);
      if (version === this.#version) return;
      this.#entries = entriesOf(this.#file, this.#scopes);
      this.#version = version;
      this.#problem = undefined;
      this.#logger.info({ keys: this.#entries.length }, 'API keys were read again');
    } catch (error) {
      const { message } = error as Error;
      if (this.#problem !== message) this.#logger.error(`${message}; the keys read before stay in force`);
      this.#problem = message;
    }
  }
}

/** A key that exists for the life of a process: for trying Kiosque out. */
export class TrialKey implements Access {
  readonly description = 'a trial key';
  readonly problem = undefined;
  /** Shown once, to who started the process. */
  readonly key: string;
  readonly #hash: Buffer;

  constructor() {
    this.key = newKey();
    this.#hash = hashOf(this.key);
  }

  identify(credential: string): Promise<Actor | undefined> {
    const isIt = timingSafeEqual(hashOf(credential), this.#hash);
    return Promise.resolve(isIt ? { name: 'key:trial', allows: () => true } : undefined);
  }
}

/** A new key: `kq_` and 256 random bits. */
export function newKey(): string {
  return `kq_${randomBytes(32).toString('base64url')}`;
}

/** An entry of the keys file. @param only names of the resources it is for, by kind: `{ queue: ['rubis'] }`; an empty list is all. */
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

/** The member of an entry that lists resources of a kind. */
function listOf(kind: string): string {
  return `${kind}s`;
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/** Kubernetes changes a mounted Secret by pointing a link elsewhere: inode and time tell. */
function versionOf(file: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(file);
    return `${String(ino)} ${String(mtimeMs)} ${String(size)}`;
  } catch (error) {
    throw new ConfigurationError([`QUEUE_KEYS_FILE cannot be read: ${String((error as NodeJS.ErrnoException).code)}`]);
  }
}

function entriesOf(file: string, scopes: Scopes): readonly Entry[] {
  const [words, lists] = [Object.keys(scopes), [...new Set(Object.values(scopes).map(listOf))]];
  const shape = `keys: a list of name, sha256, scopes (${words.join(', ')}) and ${lists.join(', ')}; npm run queue -- key makes one`;
  let content: unknown;
  try {
    content = load(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigurationError([`QUEUE_KEYS_FILE is not YAML or JSON that can be read: it must hold ${shape}`]);
  }
  const result = fileSchema(words, lists).safeParse(content);
  if (result.success) return result.data.keys;
  const path = result.error.issues[0]?.path.join('.') ?? '';
  throw new ConfigurationError([`QUEUE_KEYS_FILE breaks a rule at "${path}": it must hold ${shape}`]);
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
