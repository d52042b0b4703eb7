import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { LogSource } from './log-source.ts';
import type { LineBuffer } from './line-buffer.ts';
import { LineSplitter } from './line-splitter.ts';

const PAUSE_MS = 100;

/** Reads standard input, no faster than the queue accepts lines. */
export class StdinSource implements LogSource {
  readonly #input: Readable;
  readonly #buffer: LineBuffer;
  readonly #logger: Logger;
  #isStopped = false;
  #ended: Promise<void> = Promise.resolve();

  /** @param input standard input of the process. */
  constructor(input: Readable, buffer: LineBuffer, logger: Logger) {
    this.#input = input;
    this.#buffer = buffer;
    this.#logger = logger;
  }

  start(): Promise<void> {
    this.#ended = this.#read().catch((error: unknown) => {
      if (!this.#isStopped) this.#logger.error({ err: error }, 'standard input cannot be read');
    });
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#input.destroy();
    await this.#ended;
    await this.#buffer.flush();
  }

  async #read(): Promise<void> {
    const splitter = new LineSplitter();
    for await (const chunk of this.#input) {
      await this.#add(splitter.push(Buffer.from(chunk as Uint8Array)));
      await this.#add(splitter.take());
    }
    await this.#add(splitter.take(true));
    await this.#buffer.flush();
    this.#logger.info('standard input has ended');
  }

  async #add(batches: Iterable<{ readonly lines: readonly string[] }>): Promise<void> {
    for (const { lines } of batches)
      for (const line of lines) {
        while (this.#buffer.isFull && !this.#isStopped) await sleep(PAUSE_MS);
        this.#buffer.add('', line);
      }
  }
}
