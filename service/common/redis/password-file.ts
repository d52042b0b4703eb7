import { readFileSync } from 'node:fs';
import type { Cluster, Redis } from 'ioredis';
import type { Logger } from 'pino';
import { ConfigurationError } from '../../config/settings.ts';
import { followPassword } from './follow-password.ts';

/** The password in REDIS_PASSWORD_FILE, without the newline at its end, read anew for each connection to Redis. */
export class PasswordFile {
  readonly #path: string;
  readonly #logger: Logger;
  #last: string;

  /** @throws ConfigurationError when the file cannot be read or is empty. */
  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
    try {
      this.#last = read(path);
    } catch (error) {
      throw new ConfigurationError([(error as Error).message]);
    }
  }

  /** What the file holds now; what it held before while it cannot be read. */
  current(): string {
    try {
      this.#last = read(this.#path);
    } catch (error) {
      this.#logger.error({ reason: (error as Error).message }, 'the last password of Redis that was read is used');
    }
    return this.#last;
  }

  /** Lets every connection that the client makes from now on show the password of the moment. */
  follow(redis: Redis | Cluster): void {
    followPassword(redis, () => this.current());
  }
}

function read(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`REDIS_PASSWORD_FILE cannot be read: ${String((error as NodeJS.ErrnoException).code)}`);
  }
  const password = text.replace(/\r?\n$/, '');
  if (password === '') throw new Error('REDIS_PASSWORD_FILE is empty; it must hold the password of Redis');
  return password;
}
