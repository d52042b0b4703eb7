import type { Notification } from './representations/render.ts';

/** Token of the `Notifier`. */
export const NOTIFIER = Symbol('Notifier');

/** Tells people something: the port of features. */
export interface Notifier {
  /** Queues the notification for every channel that the settings name. Neither waits nor throws: what cannot be sent is logged and counted. */
  send(notification: Notification): void;

  /** Takes no more, and sends what waits; what is not sent within five seconds is dropped. */
  close(): Promise<void>;
}

/** A way to reach people: mail, or a chat. */
export interface Channel {
  /** Its name in logs and metrics. */
  readonly name: string;
  /**
   * Renders a notification once, and returns what tries to send it; every attempt uses the secret of the moment.
   *
   * @throws DeliveryError, from an attempt
   */
  prepare(notification: Notification): (signal: AbortSignal) => Promise<void>;
}

/** An attempt that failed. Its message holds no secret. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  /** Whether another attempt may succeed. */
  readonly mayRetry: boolean;
  /** Milliseconds that the receiver asked to wait. */
  readonly retryAfterMs: number;

  constructor(message: string, mayRetry: boolean, retryAfterMs = 0) {
    super(message);
    this.mayRetry = mayRetry;
    this.retryAfterMs = retryAfterMs;
  }
}
