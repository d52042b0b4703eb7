import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { readConfiguration } from '../configuration.ts';
import { createNotifier } from '../notifications/create-notifier.ts';
import type { Notifier } from '../notifications/notifier.ts';
import { eventually } from './eventually.ts';
import { WebhookSink } from './webhook-sink.ts';

export const NOW = Date.parse('2026-05-04T10:00:00Z');
export const NOTIFICATION = { subject: 'Report', blocks: ['One finding', ['203.0.113.7']] };
const directory = mkdtempSync(join(tmpdir(), 'kiosque-notifications-'));
export const file = join(directory, 'secret');

export let webhook: WebhookSink;
export let notifier: Notifier | undefined;
export let registry: Registry;
export let log: Record<string, unknown>[];
export let pauses: number[];

/** Starts a notifier anew for each test of a spec, with a webhook of its own. */
export function setUpNotifications(): void {
  beforeAll(async () => {
    webhook = await WebhookSink.start();
  });
  afterAll(async () => {
    await webhook.stop();
    rmSync(directory, { recursive: true });
  });
  beforeEach(() => {
    [registry, log, pauses] = [new Registry(), [], []];
    webhook.posts.length = 0;
    webhook.answers.length = 0;
    writeFileSync(file, webhook.url('first'));
  });
  afterEach(async () => {
    await notifier?.close();
    notifier = undefined;
  });
}

/** Forgets what was counted. */
export function resetCounts(): void {
  registry = new Registry();
}

export function logger(): Logger {
  return pino({ level: 'trace' }, { write: (line: string) => log.push(JSON.parse(line) as Record<string, unknown>) });
}

/** Pauses between attempts take no time; the bound of `close` is reached when a spec says so. */
export async function start(environment: NodeJS.ProcessEnv, whenBoundIs = new Promise<void>(() => undefined)) {
  const pause = (ms: number, signal: AbortSignal): Promise<unknown> => {
    pauses.push(ms);
    if (ms !== 5000) return Promise.resolve();
    return Promise.race([whenBoundIs, once(signal, 'abort')]);
  };
  notifier = await createNotifier(readConfiguration(environment), {
    logger: logger(),
    registry,
    now: () => NOW,
    pause,
  });
  return notifier;
}

export const mattermost = (more: NodeJS.ProcessEnv = {}) =>
  start({ NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: file, ...more });

export const mailOf = (port: number): NodeJS.ProcessEnv => ({
  NOTIFICATIONS_SMTP_HOST: '127.0.0.1',
  NOTIFICATIONS_SMTP_PORT: String(port),
  NOTIFICATIONS_SMTP_TLS: 'off',
  NOTIFICATIONS_MAIL_FROM: 'kiosque@example.org',
  NOTIFICATIONS_MAIL_TO: 'one@example.org, two@example.org',
});

/** The counts that are not 0, by channel and outcome. */
export async function counts(): Promise<Record<string, number>> {
  const lines = (await registry.metrics()).matchAll(
    /^kiosque_notifications_total\{channel="(\w+)",outcome="(\w+)"\} (\d+)$/gm,
  );
  const all = [...lines].map(([, channel, outcome, count]) => [`${channel} ${outcome}`, Number(count)] as const);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}

export const counted = (expected: Record<string, number>) =>
  eventually(async () => {
    expect(await counts()).toEqual(expected);
  });

export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end('no');
export const never = () => undefined;
