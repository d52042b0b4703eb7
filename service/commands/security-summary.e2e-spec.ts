import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { readConfiguration } from '../configuration.ts';
import { createStores } from '../security-log/stores/create-stores.ts';
import { finding } from '../test/given-finding.ts';
import { runCommand } from '../test/run-command.ts';
import { SmtpSink } from '../test/smtp-sink.ts';
import { WebhookSink } from '../test/webhook-sink.ts';

describe('npm run security-summary', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-security-summary-'));
  let smtp: SmtpSink;
  let chat: WebhookSink;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    smtp = await SmtpSink.start();
    chat = await WebhookSink.start();
    const webhook = join(directory, 'webhook');
    writeFileSync(webhook, chat.url('secret'));
    environment = {
      SECURITY_LOG_DIRECTORY: directory,
      PUBLIC_URL: 'https://kiosque.example.org',
      NOTIFICATIONS_SMTP_HOST: '127.0.0.1',
      NOTIFICATIONS_SMTP_PORT: String(smtp.port),
      NOTIFICATIONS_SMTP_TLS: 'off',
      NOTIFICATIONS_MAIL_FROM: 'kiosque@example.org',
      NOTIFICATIONS_MAIL_TO: 'team@example.org',
      NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: webhook,
    };
    const stores = await createStores(readConfiguration(environment), pino({ level: 'silent' }));
    const now = Date.now();
    await stores.findings.restore([finding({ first: now - 3_600_000, last: now, source: '203.0.113.9' })]);
    await stores.queue.close();
  });
  afterAll(async () => {
    await smtp.stop();
    await chat.stop();
    rmSync(directory, { recursive: true });
  });

  const run = (...options: string[]) => runWith({}, ...options);
  const runWith = (other: NodeJS.ProcessEnv, ...options: string[]) =>
    runCommand(process.execPath, ['service/commands/security-summary.ts', ...options], {
      env: { PATH: process.env['PATH'], ...environment, ...other },
    });

  it('should send the summary of a day and of a week by mail and chat, with networks instead of addresses', async () => {
    expect(await run()).toMatchObject({ code: 0, stdout: 'Security: the last day\n', stderr: '' });
    expect(await run('--period', 'week', '--language', 'fr')).toMatchObject({ code: 0 });
    expect(smtp.mails.map(({ parts }) => parts['text/plain'])).toEqual([
      expect.stringContaining('203.0.113.0/24'),
      expect.stringContaining('https://kiosque.example.org/security?range=7d'),
    ]);
    expect(chat.bodies).toHaveLength(2);
    expect(JSON.stringify([smtp.mails, chat.bodies])).not.toContain('203.0.113.9');
  });

  it('should fail if a channel does not deliver it, or none is set', async () => {
    const closed = { NOTIFICATIONS_SMTP_PORT: '1', NOTIFICATIONS_ATTEMPTS: '1' };
    expect(await runWith(closed)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('The summary was not delivered by mail. Check NOTIFICATIONS_*'),
    });
    const none = { ...closed, NOTIFICATIONS_SMTP_HOST: '', NOTIFICATIONS_MAIL_FROM: '', NOTIFICATIONS_MAIL_TO: '' };
    expect(await runWith({ ...none, NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: '' })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('NOTIFICATIONS_SMTP_HOST or NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE must be set'),
    });
  });

  it.each([
    ['--period', 'month', '--period is "month"; it must be day or week.'],
    ['--language', 'de', '--language is "de"; it must be en or fr.'],
    ['--perod', 'day', "Unknown option '--perod'"],
  ])('should reject %s %s', async (option, value, message) => {
    expect(await run(option, value)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
  });
});
