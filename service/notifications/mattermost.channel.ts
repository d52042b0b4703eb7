import type { SecretFile } from '../common/secret-file.ts';
import type { Clock } from '../common/tokens.ts';
import { DeliveryError } from './notifier.ts';
import type { Channel } from './notifier.ts';
import { MARKDOWN, render } from './representations/render.ts';
import type { Notification } from './representations/render.ts';

/** Statuses below 500 after which the same request may succeed. */
const TRANSIENT = [408, 425, 429];

/** Posts to an incoming webhook of Mattermost. */
export class MattermostChannel implements Channel {
  readonly name = 'mattermost';
  readonly #webhook: SecretFile;
  readonly #now: Clock;

  constructor(webhook: SecretFile, now: Clock) {
    this.#webhook = webhook;
    this.#now = now;
  }

  prepare(notification: Notification): (signal: AbortSignal) => Promise<void> {
    const body = JSON.stringify({ text: render(notification, MARKDOWN) });
    const headers = { 'Content-Type': 'application/json' };
    return async (signal) => {
      // A redirection would send the secret address elsewhere.
      const request: RequestInit = { method: 'POST', headers, body, signal, redirect: 'manual' };
      const response = await fetch(this.#webhook.current(), request).catch((error: unknown) => {
        throw new DeliveryError(`Mattermost cannot be reached: ${reasonOf(error)}`, true);
      });
      await response.body?.cancel();
      if (response.ok) return;
      const mayRetry = response.status >= 500 || TRANSIENT.includes(response.status);
      const wait = retryAfterMs(response.headers.get('retry-after'), this.#now());
      throw new DeliveryError(`Mattermost answered ${String(response.status)}`, mayRetry, wait);
    };
  }
}

/** The code of what `fetch` failed with: its message may hold the address. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
}

/** Retry-After: seconds or a date (RFC 9110 section 10.2.3). 0 when it is neither. */
function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
