import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { load } from 'js-yaml';
import type { Logger } from 'pino';
import * as z from 'zod';
import { ConfigurationError } from '../../config/settings.ts';
import { SCOPES } from './access.ts';
import type { Access, Actor, Scope } from './access.ts';

const FILE = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        /** Whose it is, in the audit log. */
        name: z.string().regex(/^[\w.-]{1,64}$/),
        /** SHA-256 of the key, in hexadecimal. */
        sha256: z.string().regex(/^[\da-f]{64}$/),
        scopes: z.array(z.enum(SCOPES)).min(1),
        /** The queues it is for; all when left out. */
        queues: z.array(z.string()).optional(),
      }),
    )
    .min(1)
    .max(1000),
});

type Entry = z.output<typeof FILE>['keys'][number];

/** How often the file is looked at: a key that is taken back stops working within a second. */
const LOOK_MS = 1000;

/**
 * API keys by their hashes, in a YAML or JSON file that is read again when it changes. Keys are random and long
 * (256 bits), so a plain SHA-256 cannot be turned back; they are compared in constant time. A changed file that
 * cannot be read leaves the last good keys in force, and is reported.
 */
export class ApiKeys implements Access {
  readonly #file: string;
  readonly #logger: Logger;
  readonly #now: () => number;
  #entries: readonly Entry[];
  #version: string;
  #lookedAt: number;
  #problem: string | undefined;

  /** @throws ConfigurationError when the file cannot be read or breaks its rules. */
  constructor(file: string, logger: Logger, now: () => number) {
    this.#file = file;
    this.#logger = logger;
    this.#now = now;
    this.#version = versionOf(file);
    this.#entries = entriesOf(file);
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
    return Promise.resolve(found && actorOf(found));
  }

  #look(): void {
    if (this.#now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = this.#now();
    try {
      const version = versionOf(this.#file);
      if (version === this.#version) return;
      this.#entries = entriesOf(this.#file);
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

/** What the keys file says of a key. */
export function keyEntry(name: string, key: string, scopes: readonly Scope[], queues: readonly string[]): Entry {
  return {
    name,
    sha256: hashOf(key).toString('hex'),
    scopes: [...scopes],
    ...(queues.length > 0 && { queues: [...queues] }),
  };
}

function hashOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

function actorOf({ name, scopes, queues }: Entry): Actor {
  return {
    name: `key:${name}`,
    allows: (scope, queue) => scopes.includes(scope) && (queues === undefined || queues.includes(queue)),
  };
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

function entriesOf(file: string): readonly Entry[] {
  const shape = 'keys: a list of name, sha256, scopes (desk, supervisor) and queues; npm run queue -- key makes one';
  let content: unknown;
  try {
    content = load(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigurationError([`QUEUE_KEYS_FILE is not YAML or JSON that can be read: it must hold ${shape}`]);
  }
  const result = FILE.safeParse(content);
  if (result.success) return result.data.keys;
  const path = result.error.issues[0]?.path.join('.') ?? '';
  throw new ConfigurationError([`QUEUE_KEYS_FILE breaks a rule at "${path}": it must hold ${shape}`]);
}
