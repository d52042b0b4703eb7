import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createNotifier } from '../../notifications/create-notifier.ts';
import type { NotificationConfig } from '../../notifications/notifications.config.ts';
import { eventually } from '../../test/eventually.ts';
import { SmtpSink } from '../../test/smtp-sink.ts';
import { WebhookSink } from '../../test/webhook-sink.ts';
import type { Finding } from '../findings/finding.ts';
import { rangesOf } from './report-range.ts';
import { ReportBuilder } from './report.ts';
import type { Report } from './report.ts';
import { summary } from './summary.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2027, 0, 31, 8, 30);

function finding(change: Partial<Finding>): Finding {
  return {
    id: JSON.stringify(change),
    kind: 'brute-force',
    patterns: [],
    level: 'attack',
    reason: undefined,
    source: '192.0.2.7',
    first: NOW,
    last: NOW,
    count: 12,
    hours: { [Math.floor(NOW / HOUR)]: 12 },
    score: 2,
    targets: [],
    users: ['root'],
    evidence: [],
    virus: undefined,
    ...change,
  };
}

function reportOf(...findings: readonly Finding[]): Report {
  const builder = new ReportBuilder(rangesOf({ range: '24h' }, NOW));
  for (const each of findings) builder.add(each);
  return builder.finish();
}

const HOSTILE = '@all **Win** <b onclick="x"> =cmd|x';

describe('The summary', () => {
  const report = reportOf(
    finding({}),
    finding({ source: '2001:db8:1:2::/64' }),
    finding({ source: 'someone.example.org' }),
    finding({ kind: 'virus', virus: { path: '/home/someone', signature: HOSTILE } }),
  );

  it('should contain neither addresses nor accounts nor paths', () => {
    const { subject, blocks } = summary(report, { period: 'day', language: 'en' });
    expect(subject).toBe('Security: the last day');
    expect(blocks).toEqual([
      'Attacks: 3, attempts: 0, infected files: 1 (the time before: Attacks: 0, attempts: 0, infected files: 0)',
      'By kind, in hits:',
      ['brute-force: 36', 'virus: 12'],
      'Networks with the most hits:',
      ['192.0.2.0/24: 12', '2001:db8:1::/48: 12'],
      'Viruses:',
      [`${HOSTILE}: 1 file`],
    ]);
  });

  it('should say that nothing was found, in both languages', () => {
    const url = 'https://kiosque.example.org/security?range=7d';
    expect(summary(reportOf(), { period: 'week', language: 'fr', url })).toEqual({
      subject: 'Sécurité : la dernière semaine',
      blocks: [
        'Rien n’a été constaté.',
        'Attaques : 0, tentatives : 0, fichiers infectés : 0 (la période précédente : Attaques : 0, tentatives : 0, fichiers infectés : 0)',
        { text: 'Rapport', url },
      ],
    });
  });

  describe('sent', () => {
    const directory = mkdtempSync(join(tmpdir(), 'kiosque-summary-'));
    let smtp: SmtpSink;
    let chat: WebhookSink;

    beforeAll(async () => {
      smtp = await SmtpSink.start();
      chat = await WebhookSink.start();
      const webhook = join(directory, 'webhook');
      writeFileSync(webhook, chat.url('secret'));
      const config = {
        NOTIFICATIONS_SMTP_HOST: '127.0.0.1',
        NOTIFICATIONS_SMTP_PORT: smtp.port,
        NOTIFICATIONS_SMTP_TLS: 'off',
        NOTIFICATIONS_MAIL_FROM: 'kiosque@example.org',
        NOTIFICATIONS_MAIL_TO: ['team@example.org'],
        NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: webhook,
        NOTIFICATIONS_TIMEOUT_SECONDS: 5,
        NOTIFICATIONS_ATTEMPTS: 1,
        NOTIFICATIONS_QUEUE_LENGTH: 10,
      } as unknown as NotificationConfig;
      const notifier = await createNotifier(config, {
        logger: pino({ enabled: false }),
        registry: new Registry(),
        now: () => NOW,
      });
      notifier.send(summary(report, { period: 'day', language: 'en' }));
      await eventually(() => {
        expect([smtp.mails.length, chat.bodies.length]).toEqual([1, 1]);
      });
      await notifier.close();
    });
    afterAll(async () => {
      await smtp.stop();
      await chat.stop();
      rmSync(directory, { recursive: true });
    });

    it('should arrive escaped by mail and by chat', () => {
      const [mail] = smtp.mails;
      expect(mail?.head).toContain('Subject: Security: the last day');
      expect(mail?.parts['text/html']).toContain('&lt;b onclick=');
      expect(mail?.parts['text/html']).not.toContain('<b onclick');
      const message = JSON.stringify(chat.bodies);
      expect(message).not.toMatch(/@all|\*\*Win|<b/);
      expect(message).toContain('192\\\\.0\\\\.2\\\\.0/24');
    });
  });
});
