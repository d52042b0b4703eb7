import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { ConfigurationError } from '../config/settings.ts';

/** Options of a secret file, used in its messages. */
export interface SecretFileOptions {
  readonly path: string;
  /** The variable that names the file: `REDIS_PASSWORD_FILE`. */
  readonly variable: string;
  /** What the file must contain: `the Redis password`. */
  readonly content: string;
  /** Pattern of the secret. @default any non-empty string */
  readonly pattern?: RegExp;
}

/** A secret in a file, without the trailing newline. The file is read on each access. */
export class SecretFile {
  readonly #options: SecretFileOptions;
  readonly #logger: Logger;
  #last: string;

  /** @throws ConfigurationError if the file cannot be read, is empty, or does not match the pattern. */
  constructor(options: SecretFileOptions, logger: Logger) {
    this.#options = options;
    this.#logger = logger;
    try {
      this.#last = read(options);
    } catch (error) {
      throw new ConfigurationError([(error as Error).message]);
    }
  }

  /** Returns the current secret, or the previous one if the file is not readable or invalid. */
  current(): string {
    try {
      this.#last = read(this.#options);
    } catch (error) {
      this.#logger.error(
        { reason: (error as Error).message },
        'a secret file cannot be used: keeping the previous secret',
      );
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
