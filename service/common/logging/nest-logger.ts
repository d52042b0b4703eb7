import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConfigurationError } from '../../config/settings.ts';

/** Writes Nest's messages to pino. Startup messages about modules and routes are logged at debug level. */
export class NestLogger implements LoggerService {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    // Printed on the terminal at startup.
    if (message instanceof ConfigurationError) return;
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  #write(level: 'trace' | 'debug' | 'warn' | 'error', message: unknown, rest: readonly unknown[]): void {
    const context = rest.at(-1);
    const fields = { context: typeof context === 'string' ? context : undefined };
    if (message instanceof Error) this.#logger[level]({ ...fields, err: message }, message.message);
    else this.#logger[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
