import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { readSettings } from '../../../service/config/settings.ts';
import { createNotifier } from '../../../service/notifications/create-notifier.ts';
import { notificationSettings } from '../../../service/notifications/notifications.config.ts';
import type { NotificationConfig } from '../../../service/notifications/notifications.config.ts';
import type { Notification } from '../../../service/notifications/representations/render.ts';

/** Secrets of the channels: the variable that contains each, and the setting that names its file. */
const SECRETS = {
  MATTERMOST_WEBHOOK: 'NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE',
  SMTP_PASSWORD: 'NOTIFICATIONS_SMTP_PASSWORD_FILE',
} as const;

const LIMIT_MS = 60_000;

/**
 * Sends a message to the team by the channels of docs/notifications.md, and waits for up to a minute until each was sent or failed.
 *
 * @returns why somebody was not told, in one line without secrets; empty if every channel was sent the message.
 */
export async function tellTeam(notification: Notification, variables: NodeJS.ProcessEnv): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-message-'));
  try {
    return await tell(notification, { ...variables, ...filesOf(variables, directory) });
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function tell(notification: Notification, variables: NodeJS.ProcessEnv): Promise<string> {
  const config = readSettings([notificationSettings], variables) as NotificationConfig;
  const channels = [config.NOTIFICATIONS_SMTP_HOST, config.NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE];
  const count = channels.filter((channel) => channel !== undefined).length;
  if (count === 0)
    return 'set MATTERMOST_WEBHOOK, or NOTIFICATIONS_SMTP_HOST, NOTIFICATIONS_MAIL_FROM and NOTIFICATIONS_MAIL_TO';
  const problems: string[] = [];
  const write = (line: string): void => {
    const { channel = '', reason = '', msg } = JSON.parse(line) as Record<string, string>;
    problems.push(`${channel} ${reason === '' ? String(msg) : reason}`);
  };
  const registry = new Registry();
  const logger = pino({ level: 'warn' }, { write });
  const notifier = await createNotifier(config, { logger, registry, now: Date.now });
  notifier.send(notification);
  const end = Date.now() + LIMIT_MS;
  while ((await ended(registry)) < count && Date.now() < end) await sleep(50);
  await notifier.close();
  return problems.join('; ');
}

/** The number of channels on which the message was sent, failed or was dropped. */
async function ended(registry: Registry): Promise<number> {
  const metric = await registry.getSingleMetric('kiosque_notifications_total')?.get();
  return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
}

function filesOf(variables: NodeJS.ProcessEnv, directory: string): Record<string, string> {
  const given = Object.entries(SECRETS).filter(([variable]) => (variables[variable] ?? '') !== '');
  return Object.fromEntries(
    given.map(([variable, setting]) => {
      const path = join(directory, variable);
      writeFileSync(path, String(variables[variable]), { mode: 0o600 });
      return [setting, path];
    }),
  );
}
