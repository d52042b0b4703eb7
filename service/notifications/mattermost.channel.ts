import { retryAfterMs } from '../common/retry-after.ts';
import type { SecretFile } from '../common/secret-file.ts';
import type { Clock } from '../common/tokens.ts';
import { tracedFetch } from '../common/tracing/traced-fetch.ts';
import { DeliveryError } from './notifier.ts';
import type { Channel } from './notifier.ts';
import { MARKDOWN, render } from './representations/render.ts';

/** Statuses below 500 that may be temporary. */
const TRANSIENT = [408, 425, 429];

/** Posts to a Mattermost incoming webhook. */
export function mattermostChannel(webhook: SecretFile, now: Clock): Channel {
  return {
    name: 'mattermost',
    prepare(notification) {
      const body = JSON.stringify({ text: render(notification, MARKDOWN) });
      const headers = { 'Content-Type': 'application/json' };
      return async (signal) => {
        // A redirect could send the message to another host.
        const request: RequestInit = { method: 'POST', headers, body, signal, redirect: 'manual' };
        const response = await tracedFetch(webhook.current(), request).catch((error: unknown) => {
          throw new DeliveryError(`Mattermost cannot be reached: ${reasonOf(error)}`, true);
        });
        await response.body?.cancel();
        if (response.ok) return;
        const mayRetry = response.status >= 500 || TRANSIENT.includes(response.status);
        const wait = retryAfterMs(response.headers.get('retry-after'), now());
        throw new DeliveryError(`Mattermost returned ${String(response.status)}`, mayRetry, wait);
      };
    },
  };
}

/** Returns the error code only: the message of `fetch` may contain the URL. */
function reasonOf(error: unknown): string {
  const { name, cause } = error as Error;
  return (cause as NodeJS.ErrnoException | undefined)?.code ?? name;
}
