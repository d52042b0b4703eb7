import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import { SecretFile } from '../common/secret-file.ts';
import type { Clock } from '../common/tokens.ts';
import { ConfigurationError } from '../config/settings.ts';
import { Delivery, OUTCOMES } from './delivery.ts';
import type { DeliveryOptions } from './delivery.ts';
import type { NotificationConfig } from './notifications.config.ts';
import type { Channel, Notifier } from './notifier.ts';

/** Secrets must be sent over TLS, except to the local machine. */
const WEBHOOK = /^(?:https:\/\/|http:\/\/(?:127\.0\.0\.1|localhost)[:/])[^\s@]+$/;
const LOOPBACK = /^(?:localhost|::1|127\.[\d.]+)$/;

/** Dependencies of a notifier. */
export interface NotifierDependencies {
  readonly logger: Logger;
  readonly registry: Registry;
  readonly now: Clock;
  /** @default `setTimeout` of Node */
  readonly pause?: DeliveryOptions['pause'];
}

/**
 * Creates a notifier for the configured channels. Without any, it does nothing and loads no client.
 *
 * @throws ConfigurationError if settings contradict each other, or a secret cannot be read.
 */
export async function createNotifier(
  config: NotificationConfig,
  dependencies: NotifierDependencies,
): Promise<Notifier> {
  const { logger, registry, pause = (ms, signal) => sleep(ms, undefined, { signal }) } = dependencies;
  const channels = await createChannels(config, dependencies);
  if (channels.length === 0) return { send: () => undefined, close: () => Promise.resolve() };
  const options: DeliveryOptions = {
    timeoutMs: config.NOTIFICATIONS_TIMEOUT_SECONDS * 1000,
    attempts: config.NOTIFICATIONS_ATTEMPTS,
    queueLength: config.NOTIFICATIONS_QUEUE_LENGTH,
    logger,
    counter: counterOf(channels, registry),
    pause,
  };
  const deliveries = channels.map((channel) => new Delivery(channel, options));
  return {
    send(notification) {
      for (const delivery of deliveries) delivery.send(notification);
    },
    async close() {
      await Promise.all(deliveries.map((delivery) => delivery.close()));
    },
  };
}

async function createChannels(config: NotificationConfig, { logger, now }: NotifierDependencies): Promise<Channel[]> {
  const channels: Channel[] = [];
  const password = mailPassword(config, logger);
  if (config.NOTIFICATIONS_SMTP_HOST !== undefined) {
    const { mailChannel } = await import('./mail.channel.ts');
    channels.push(mailChannel(config, password, logger));
  }
  const path = config.NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE;
  if (path !== undefined) {
    const { mattermostChannel } = await import('./mattermost.channel.ts');
    const content = 'an https URL without credentials, or an http URL on localhost';
    const variable = 'NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE';
    channels.push(mattermostChannel(new SecretFile({ path, variable, content, pattern: WEBHOOK }, logger), now));
  }
  return channels;
}

/** Validates the mail settings, and returns the password of the mail server. */
function mailPassword(config: NotificationConfig, logger: Logger): SecretFile | undefined {
  const { NOTIFICATIONS_SMTP_HOST: host, NOTIFICATIONS_SMTP_USERNAME: user } = config;
  const path = config.NOTIFICATIONS_SMTP_PASSWORD_FILE;
  const mail = [host, config.NOTIFICATIONS_MAIL_FROM, config.NOTIFICATIONS_MAIL_TO];
  const problems = [
    mail.includes(undefined) &&
      mail.some((value) => value !== undefined) &&
      'NOTIFICATIONS_SMTP_HOST, NOTIFICATIONS_MAIL_FROM and NOTIFICATIONS_MAIL_TO require each other: set all or none',
    (user === undefined) !== (path === undefined) &&
      'NOTIFICATIONS_SMTP_USERNAME and NOTIFICATIONS_SMTP_PASSWORD_FILE require each other: set both or neither',
    user !== undefined &&
      config.NOTIFICATIONS_SMTP_TLS === 'off' &&
      !LOOPBACK.test(host ?? '') &&
      'NOTIFICATIONS_SMTP_TLS must not be off if NOTIFICATIONS_SMTP_USERNAME is set: the password would be sent unencrypted',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (path === undefined) return undefined;
  const variable = 'NOTIFICATIONS_SMTP_PASSWORD_FILE';
  return new SecretFile({ path, variable, content: 'the password of NOTIFICATIONS_SMTP_USERNAME' }, logger);
}

function counterOf(channels: readonly Channel[], registry: Registry): DeliveryOptions['counter'] {
  const counter = new Counter({
    name: 'kiosque_notifications_total',
    help: 'Notifications sent, failed and dropped, by channel.',
    labelNames: ['channel', 'outcome'],
    registers: [registry],
  });
  for (const { name: channel } of channels) for (const outcome of OUTCOMES) counter.inc({ channel, outcome }, 0);
  return counter;
}
