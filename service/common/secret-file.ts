import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { ConfigurationError } from '../config/settings.ts';

/** What a secret file is for, in the words of its messages. */
export interface SecretFileOptions {
  readonly path: string;
  /** The variable that names the file: `REDIS_PASSWORD_FILE`. */
  readonly variable: string;
  /** What the file must contain: `the Redis password`. */
  readonly content: string;
  /** Shape of the secret. @default any text */
  readonly pattern?: RegExp;
}

/** The secret in a file, without the newline at its end, read anew each time that it is needed. */
export class SecretFile {
  readonly #options: SecretFileOptions;
  readonly #logger: Logger;
  #last: string;

  /** @throws ConfigurationError when the file cannot be read, is empty or holds something else. */
  constructor(options: SecretFileOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    try {
      this.#last = read(options);
    } catch (error) {
      throw new ConfigurationError([(error as Error).message]);
    }
  }

  /** What the file holds now; what it held before while it cannot be read. */
  current(): string {
    try {
      this.#last = read(this.#options);
    } catch (error) {
      this.#logger.error({ reason: (error as Error).message }, 'the secret that was read last is used');
    }
    return this.#last;
  }
}

function read({ path, variable, content, pattern = /./ }: SecretFileOptions): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${variable} cannot be read: ${String((error as NodeJS.ErrnoException).code)}`);
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw new Error(`${variable} is empty: it must contain ${content}`);
  if (!pattern.test(secret)) throw new Error(`${variable} must contain ${content}`);
  return secret;
}
