import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { Counter } from 'prom-client';
import { DeliveryError } from './notifier.ts';
import type { Channel } from './notifier.ts';
import { oneLine } from './representations/escaping.ts';
import { MAX_SUBJECT } from './representations/render.ts';
import type { Notification } from './representations/render.ts';

/** Outcomes of a notification on a channel. */
export const OUTCOMES = ['sent', 'failed', 'dropped'] as const;

/** Options of a channel's delivery. */
export interface DeliveryOptions {
  readonly timeoutMs: number;
  readonly attempts: number;
  readonly queueLength: number;
  readonly logger: Logger;
  /** Counts notifications by outcome. */
  readonly counter: Counter<'channel' | 'outcome'>;
  /** Resolves after the given milliseconds; rejects when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const FIRST_PAUSE_MS = 1000;
/** Also limits Retry-After. */
const LONGEST_PAUSE_MS = 300_000;
const CLOSE_MS = 5000;

/** The queue of one channel: sends one notification at a time, and retries with exponential backoff. */
export class Delivery {
  readonly #channel: Channel;
  readonly #options: DeliveryOptions;
  readonly #limit = pLimit(1);
  readonly #stop = new AbortController();
  #last = Promise.resolve();
  #isClosing = false;

  constructor(channel: Channel, options: DeliveryOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  send(notification: Notification): void {
    if (this.#isClosing) this.#end(notification, 'dropped', 'the process is shutting down');
    else if (this.#limit.pendingCount >= this.#options.queueLength)
      this.#end(notification, 'dropped', 'the queue is full (NOTIFICATIONS_QUEUE_LENGTH)');
    else this.#last = this.#limit(() => this.#deliver(notification));
  }

  /** Sends queued notifications for up to five seconds, and drops the rest. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const sent = new AbortController();
    const stop = (): void => {
      this.#stop.abort();
    };
    const bound = this.#options.pause(CLOSE_MS, sent.signal).then(stop, stop);
    await this.#last;
    sent.abort();
    await bound;
  }

  async #deliver(notification: Notification): Promise<void> {
    const stop = this.#stop.signal;
    const isStopped = (): boolean => stop.aborted;
    const { attempts, timeoutMs, pause } = this.#options;
    try {
      const attempt = this.#channel.prepare(notification);
      for (let made = 1; !isStopped(); made += 1) {
        const failure = await attempt(AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)])).catch(asFailure);
        if (failure === undefined) {
          this.#end(notification, 'sent');
          return;
        }
        if (!isStopped() && (made >= attempts || !failure.mayRetry)) throw failure;
        const growing = FIRST_PAUSE_MS * 2 ** (made - 1) * (1 + Math.random() / 2);
        await pause(Math.min(Math.max(growing, failure.retryAfterMs), LONGEST_PAUSE_MS), stop).catch(() => undefined);
      }
      this.#end(notification, 'dropped', 'the process is shutting down');
    } catch (error) {
      this.#end(notification, 'failed', (error as Error).message);
    }
  }

  #end({ subject }: Notification, outcome: (typeof OUTCOMES)[number], reason?: string): void {
    const { logger, counter } = this.#options;
    const channel = this.#channel.name;
    counter.inc({ channel, outcome });
    const facts = { channel, subject: oneLine(subject, MAX_SUBJECT), reason };
    if (outcome === 'sent') logger.debug(facts, 'notification sent');
    else logger.error(facts, `notification ${outcome}`);
  }
}

function asFailure(error: unknown): DeliveryError {
  return error instanceof DeliveryError ? error : new DeliveryError((error as Error).name, true);
}
