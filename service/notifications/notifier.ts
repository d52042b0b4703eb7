import type { Notification } from './representations/render.ts';

/** Token of the `Notifier`. */
export const NOTIFIER = Symbol('Notifier');

/** Sends notifications on behalf of features. */
export interface Notifier {
  /** Queues the notification for every configured channel. Returns immediately and never throws: failures are logged and counted. */
  send(notification: Notification): void;

  /** Accepts no more notifications, sends queued ones for up to five seconds, and drops the rest. */
  close(): Promise<void>;
}

/** A channel for notifications, such as mail or chat. */
export interface Channel {
  /** Name in logs and metrics. */
  readonly name: string;
  /**
   * Renders a notification and returns a function that attempts to send it, with the current secret.
   *
   * @throws DeliveryError from an attempt
   */
  prepare(notification: Notification): (signal: AbortSignal) => Promise<void>;
}

/** A failed attempt. Its message contains no secrets. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** Whether a retry may succeed. */
  readonly mayRetry: boolean;
  /** Delay requested by the receiver, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(message: string, mayRetry: boolean, retryAfterMs = 0) {
    super(message);
    this.mayRetry = mayRetry;
    this.retryAfterMs = retryAfterMs;
  }
}
