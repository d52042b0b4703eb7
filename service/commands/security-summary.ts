import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { DomainError } from '../common/domain-error.ts';
import { ConfigurationError } from '../config/settings.ts';
import { readConfiguration } from '../configuration.ts';
import { createNotifier } from '../notifications/create-notifier.ts';
import type { Notification } from '../notifications/representations/render.ts';
import { rangesOf } from '../security-log/report/report-range.ts';
import { ReportBuilder } from '../security-log/report/report.ts';
import { summary } from '../security-log/report/summary.ts';
import type { Period, SummaryLanguage } from '../security-log/report/summary.ts';
import { createStores } from '../security-log/stores/create-stores.ts';
import { UsageError } from './command.errors.ts';

const USAGE = `usage: npm run security-summary -- [--period day|week] [--language en|fr]

Sends a summary of the security report by mail and chat, as set by NOTIFICATIONS_* (docs/notifications.md), from the store set by
SECURITY_LOG_STORE. Addresses are shortened to their networks. Exit status: 0, 1 if it could not be made or sent, or 2 for a usage error.
`;

const OPTIONS = {
  period: { type: 'string', default: 'day' },
  language: { type: 'string', default: 'en' },
  help: { type: 'boolean', default: false },
} as const;

/** How often the deliveries are looked at. */
const POLL_MS = 50;

const RANGES = { day: '24h', week: '7d' } as const satisfies Record<Period, string>;

function parse(): { readonly period: Period; readonly language: SummaryLanguage; readonly help: boolean } {
  const { values } = parseOptions();
  const { period, language, help } = values;
  if (period !== 'day' && period !== 'week')
    throw new UsageError(`--period is ${JSON.stringify(period)}; it must be day or week.`);
  if (language !== 'en' && language !== 'fr')
    throw new UsageError(`--language is ${JSON.stringify(language)}; it must be en or fr.`);
  return { period, language, help };
}

function parseOptions(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>> {
  try {
    return parseArgs({ options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Sends the summary. @throws DomainError if a channel did not deliver it */
async function send(period: Period, language: SummaryLanguage): Promise<Notification> {
  const config = readConfiguration(process.env);
  const logger = pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true }));
  const registry = new Registry();
  const notifier = await createNotifier(config, { logger, registry, now: Date.now });
  const stores = await createStores(config, logger);
  try {
    const { range, previous } = rangesOf({ range: RANGES[period] }, Date.now());
    const builder = new ReportBuilder({ range, previous });
    for await (const finding of stores.findings.each({ from: previous.from, to: range.to })) builder.add(finding);
    const url = config.PUBLIC_URL === undefined ? {} : { url: `${config.PUBLIC_URL}/security?range=${RANGES[period]}` };
    const notification = summary(builder.finish(), { period, language, ...url });
    notifier.send(notification);
    await delivered(registry);
    return notification;
  } finally {
    await stores.queue.close();
    await notifier.close();
  }
}

/** Waits until each channel has delivered, or given up. @throws ConfigurationError, DomainError */
async function delivered(registry: Registry): Promise<void> {
  for (;;) {
    const values = (await registry.getSingleMetric('kiosque_notifications_total')?.get())?.values ?? [];
    const channels = new Set(values.map(({ labels }) => labels['channel']));
    if (channels.size === 0)
      throw new ConfigurationError(['NOTIFICATIONS_SMTP_HOST or NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE must be set']);
    const ended = values.filter(({ value }) => value > 0);
    if (ended.length === channels.size) {
      const failed = ended.filter(({ labels }) => labels['outcome'] !== 'sent').map(({ labels }) => labels['channel']);
      if (failed.length === 0) return;
      throw new UndeliveredError(failed.join(', '));
    }
    await sleep(POLL_MS);
  }
}

/** A channel did not deliver the summary, for a reason that was logged. */
class UndeliveredError extends DomainError {
  constructor(channels: string) {
    super('unavailable', `The summary was not delivered by ${channels}. Check NOTIFICATIONS_*, and send it again.`);
  }
}

try {
  const { period, language, help } = parse();
  if (help) process.stdout.write(USAGE);
  else process.stdout.write(`${(await send(period, language)).subject}\n`);
} catch (error) {
  const isKnown = error instanceof UsageError || error instanceof ConfigurationError || error instanceof DomainError;
  if (!isKnown) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
