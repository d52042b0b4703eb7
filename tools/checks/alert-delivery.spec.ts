import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { alertmanagerFile } from '../../charts/constructs/alertmanager/alertmanager-file.ts';
import { alertRuleGroups } from '../../charts/observability/alert-rules.ts';
import type { AlertTarget } from '../../charts/observability/alerts/alert.ts';
import { htmlText, markdownText } from '../../service/notifications/representations/escaping.ts';
import { AlertmanagerServer } from '../../service/test/alertmanager.ts';
import type { SentAlert } from '../../service/test/alertmanager.ts';
import { Azurite } from '../../service/test/azurite.ts';
import { eventually } from '../../service/test/eventually.ts';
import { freePort } from '../../service/test/free-port.ts';
import { PrometheusServer } from '../../service/test/prometheus.ts';
import { runCommand } from '../../service/test/run-command.ts';
import { ServiceProcess } from '../../service/test/service-process.ts';
import { SmtpSink } from '../../service/test/smtp-sink.ts';
import { WebhookSink } from '../../service/test/webhook-sink.ts';

const SCOPE = 'kiosque-production';
const RUNBOOK = 'https://example.org/docs/alerts.md#kiosque';

/** The message of a chat, in the format of Slack. */
interface ChatMessage {
  readonly attachments: readonly { readonly title: string; readonly text: string }[];
}

/** Alertmanager with the rendered configuration, of which only times, addresses and the path of the URL are changed. */
class Delivery {
  readonly directory = mkdtempSync(join(tmpdir(), 'kiosque-delivery-'));
  readonly smtp: SmtpSink;
  readonly chat: WebhookSink;
  alertmanager!: AlertmanagerServer;

  private constructor(smtp: SmtpSink, chat: WebhookSink) {
    this.smtp = smtp;
    this.chat = chat;
  }

  static async start(): Promise<Delivery> {
    const delivery = new Delivery(await SmtpSink.start(), await WebhookSink.start());
    const chatUrlFile = join(delivery.directory, 'url');
    writeFileSync(chatUrlFile, delivery.chat.url('secret'));
    const production = {
      namespace: SCOPE,
      mail: ['team@example.org'],
      page: ['on-call@example.org'],
      chatUrlFile,
    };
    const qualification = { namespace: 'kiosque-qualification', mail: ['team@example.org'] };
    const smtp = { host: '127.0.0.1', port: delivery.smtp.port, from: 'alerts@example.org', tls: 'off' } as const;
    const file = join(delivery.directory, 'alertmanager.json');
    const text = JSON.stringify(alertmanagerFile([production, qualification], smtp));
    const quick = text.replaceAll(/("group_wait":|"group_interval":)"\w+"/g, '$1"300ms"');
    expect(quick).not.toBe(text);
    for (const checked of [text, quick]) {
      writeFileSync(file, checked);
      expect(await runCommand('amtool', ['check-config', file], { env: process.env })).toMatchObject({ code: 0 });
    }
    delivery.alertmanager = await AlertmanagerServer.start(JSON.parse(quick) as object);
    return delivery;
  }

  /** Recipients and subjects. */
  get mails(): string[] {
    return this.smtp.mails.map(
      ({ to, head }) => `${to.join(',')} ${head.find((line) => line.startsWith('Subject:')) ?? ''}`,
    );
  }

  get messages(): readonly { readonly title: string; readonly text: string }[] {
    return (this.chat.bodies as ChatMessage[]).flatMap(({ attachments }) => attachments);
  }

  async stop(): Promise<void> {
    await this.alertmanager.stop();
    await this.smtp.stop();
    await this.chat.stop();
    rmSync(this.directory, { recursive: true });
  }
}

const alertOf = (labels: Record<string, string>, summary = 'it is broken'): SentAlert => ({
  labels: { alertname: 'KiosqueBroken', namespace: SCOPE, severity: 'critical', feature: 'content', ...labels },
  annotations: { summary, runbook_url: RUNBOOK },
});

/** Long enough for Alertmanager to have sent everything that it would send. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1500));

describe('Alertmanager', () => {
  let delivery: Delivery;
  beforeEach(async () => {
    delivery = await Delivery.start();
  });
  afterEach(async () => {
    await delivery.stop();
  });

  it('should page about critical alerts, mail about warnings, and tell nobody about other environments', async () => {
    await delivery.alertmanager.send(
      alertOf({}),
      alertOf({ severity: 'warning', queue: 'rubis', feature: 'ticket-queue' }),
      alertOf({ namespace: 'kiosque-qualification' }),
      alertOf({ namespace: 'kiosque-development' }),
    );
    await eventually(() => {
      expect(delivery.mails).toHaveLength(3);
    });
    await settle();
    expect(delivery.mails.sort()).toEqual([
      'on-call@example.org,team@example.org Subject: Firing: content in kiosque-production (1)',
      'team@example.org Subject: Firing: content in kiosque-qualification (1)',
      'team@example.org Subject: Firing: ticket-queue rubis in kiosque-production (1)',
    ]);
    expect(delivery.messages).toHaveLength(2);
  });

  it('should escape hostile label values in mails and messages', async () => {
    const hostile =
      '@all @channel <!here> **bold** [x](javascript:alert) <b onclick="x">\r\nBcc: x@y\u202e :smile: `$x$`';
    await delivery.alertmanager.send(alertOf({ queue: hostile }, hostile));
    await eventually(() => {
      expect(delivery.mails).toHaveLength(1);
      expect(delivery.messages).toHaveLength(1);
    });
    const [mail] = delivery.smtp.mails;
    expect(mail?.head.some((line) => line.startsWith('Bcc'))).toBe(false);
    expect(mail?.parts['text/html']).not.toMatch(/<b onclick|<!here>/);
    expect(mail?.parts['text/html']).toContain('&lt;b onclick=&#34;x&#34;&gt;');
    expect(htmlText('<!here>')).toBe('&lt;!here&gt;');
    expect(mail?.parts['text/html']).toContain('&lt;!here&gt;');
    expect(mail?.parts['text/html']).not.toContain('\u202e');
    expect(mail?.parts['text/html']).toMatch(/>Since 20\d\d-\d\d-\d\d \d\d:\d\d UTC /);
    const [message] = delivery.messages;
    const singleSpaced = hostile.replaceAll(/[\r\n]+/g, ' ');
    expect(message?.text.trim()).toBe(
      `${markdownText(`critical KiosqueBroken: ${singleSpaced}`)} [Runbook](${RUNBOOK})`,
    );
    expect(message?.title).toBe(`Firing: ${markdownText(`content ${singleSpaced} in ${SCOPE}`)} (1)`);
    expect(JSON.stringify(message)).not.toMatch(/@all|@channel|<!here>|<b/);
  });

  it('should not send warnings about a place that a critical alert is about, nor what is down anyway', async () => {
    const warning = { severity: 'warning', alertname: 'KiosqueSmall' };
    await delivery.alertmanager.send(
      alertOf({ feature: 'ticket-queue', queue: 'rubis' }),
      alertOf({ ...warning, feature: 'ticket-queue', queue: 'rubis' }),
      alertOf({ ...warning, feature: 'ticket-queue', queue: 'saphir' }),
      alertOf({ alertname: 'KiosqueDown', feature: 'service', container: 'queue-diamant', queue: 'diamant' }),
      alertOf({ feature: 'logs', container: 'queue-diamant' }),
      alertOf({ feature: 'ticket-queue', queue: 'diamant' }),
      alertOf({ alertname: 'KiosqueDown', feature: 'service', container: 'content' }),
      alertOf({}),
    );
    await eventually(() => {
      expect(delivery.messages).toHaveLength(4);
    });
    await settle();
    expect(delivery.messages.map(({ text }) => text.replace(/ \[Runbook.*/s, '')).sort()).toEqual([
      'critical KiosqueBroken&#58; it is broken',
      'critical KiosqueDown&#58; it is broken',
      'critical KiosqueDown&#58; it is broken',
      'warning KiosqueSmall&#58; it is broken',
    ]);
  });

  it('should send warnings that can be the cause of a critical alert', async () => {
    const warning = { severity: 'warning', alertname: 'KiosqueSmall' };
    await delivery.alertmanager.send(
      alertOf({ feature: 'ticket-queue' }),
      alertOf({ ...warning, feature: 'ticket-queue', node: 'redis:6379' }, 'memory'),
      alertOf({ collection: 'news' }),
      alertOf({ ...warning, collection: 'news' }, 'the same collection'),
      alertOf({ ...warning, collection: 'faq' }, 'another collection'),
      alertOf({ alertname: 'KiosqueContentStorageAway' }),
      alertOf({ ...warning, alertname: 'KiosqueContentOld', collection: 'events' }, 'old'),
    );
    await settle();
    const texts = delivery.messages.map(({ text }) => text).join('\n');
    expect(texts.match(/(?<=KiosqueSmall&#58; |KiosqueContentOld&#58; )[\w ]+?(?= \[)/g)?.sort()).toEqual([
      'another collection',
      'memory',
    ]);
  });

  it('should send nothing during a deployment that is announced with the documented command', async () => {
    const { alertmanager } = delivery;
    const [, line = ''] = /^(amtool silence add .*)$/m.exec(readFileSync('docs/alerts.md', 'utf8')) ?? [];
    const args = line
      .split(' ')
      .slice(1)
      .map((word) => word.replaceAll(/["']/g, ''));
    const silence = [...args, `--alertmanager.url=${alertmanager.url}`];
    expect(await runCommand('amtool', silence, { env: process.env })).toMatchObject({ code: 0 });
    await alertmanager.send(alertOf({ severity: 'warning' }), alertOf({ queue: 'rubis' }));
    await eventually(() => {
      expect(delivery.messages).toHaveLength(1);
    });
    await settle();
    expect(delivery.messages).toMatchObject([{ text: expect.stringContaining('critical') }]);
  });
});

/** Rules with all durations in seconds instead of minutes; only times differ from what is deployed. */
function quickRules(namespaces: readonly string[]): object {
  const groups = namespaces.flatMap((namespace) => {
    const target: AlertTarget = { namespace, services: ['content'], queues: [], runbooks: 'https://example.org' };
    return alertRuleGroups(target).map((group) => ({ ...group, name: `${namespace}-${group.name}` }));
  });
  const inSeconds = (text: string): string => text.replaceAll(/\b(\d+)m\b/g, '$1s');
  return {
    groups: groups.map(({ name, rules }) => ({
      name,
      rules: rules.map((rule) => ({
        ...rule,
        expr: inSeconds(rule.expr),
        ...(rule.for !== undefined && { for: inSeconds(rule.for) }),
      })),
    })),
  };
}

describe('An outage of the storage', () => {
  const closing: (() => Promise<unknown>)[] = [];
  let azurite: Azurite;
  let delivery: Delivery;
  beforeAll(async () => {
    azurite = await Azurite.start();
    closing.push(() => azurite.remove());
    for (const file of readdirSync('content')) await azurite.upload(file, readFileSync(join('content', file)));
    const management = await freePort();
    const { service } = await ServiceProcess.start({
      FEATURES: 'content',
      CONTENT_SOURCE: 'azure-blob',
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      CONTENT_CACHE_TTL_SECONDS: '2',
      CONTENT_READ_TRIES: '1',
      MANAGEMENT_PORT: String(management),
    });
    closing.push(() => service.end('SIGTERM'));
    delivery = await Delivery.start();
    closing.push(() => delivery.stop());
    const namespaces = [SCOPE, 'kiosque-development'];
    const target = (namespace: string): object => ({
      targets: [`127.0.0.1:${String(management)}`],
      labels: { namespace, container: 'content', pod: 'content-1' },
    });
    const config = {
      global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
      rule_files: ['rules.json'],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [delivery.alertmanager.address] }] }] },
      scrape_configs: [{ job_name: 'kiosque', static_configs: namespaces.map(target) }],
    };
    const prometheus = await PrometheusServer.start(config, quickRules(namespaces));
    closing.push(() => prometheus.stop());
    await eventually(async () => {
      expect(await prometheus.query('kiosque_content_available{collection="faq"} == 1')).toHaveLength(2);
    });
  });
  afterAll(async () => {
    for (const close of closing.reverse()) await close();
  });

  it('should be reported by one mail and one message, and so should its end', async () => {
    await azurite.stop();
    await eventually(() => {
      expect(delivery.mails).toHaveLength(1);
      expect(delivery.messages).toHaveLength(1);
    }, 30_000);
    await settle();
    expect(delivery.mails).toEqual([
      'on-call@example.org,team@example.org Subject: Firing: content in kiosque-production (1)',
    ]);
    expect(delivery.messages).toMatchObject([
      { text: expect.stringMatching(/^critical KiosqueContentStorageAway&#58; the storage of the documents does not/) },
    ]);
    await azurite.resume();
    await eventually(() => {
      expect(delivery.mails).toHaveLength(2);
      expect(delivery.messages).toHaveLength(2);
    }, 30_000);
    await settle();
    expect(delivery.mails.slice(1)).toEqual([
      'on-call@example.org,team@example.org Subject: Resolved: content in kiosque-production (1)',
    ]);
    expect(delivery.messages.slice(1)).toMatchObject([
      { text: expect.stringMatching(/^resolved: critical KiosqueContentStorageAway/) },
    ]);
  });
});
