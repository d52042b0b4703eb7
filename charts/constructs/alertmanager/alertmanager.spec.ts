import { describe, expect, it } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { only, synthesize } from '../../test/objects.ts';
import { SecretReference } from '../secret-reference/secret-reference.ts';
import { alertmanagerFile } from './alertmanager-file.ts';
import { Alertmanager } from './alertmanager.ts';
import type { AlertmanagerProps, Recipients, Smtp } from './alertmanager.props.ts';

const recipients: Required<Recipients> = { mail: ['team@example.org'], page: ['on-call@example.org'] };
const smtp: Required<Smtp> = {
  host: 'smtp.example.org',
  port: 587,
  from: 'alerts@example.org',
  user: 'kiosque',
  tls: 'required',
};

function secret(scope: Construct, name: string, key: string): SecretReference {
  return new SecretReference(scope, name, { name, keys: { [key]: name }, provider: { kind: 'manual' } });
}

const propsIn = (scope: Construct): Required<AlertmanagerProps> => ({
  name: 'kiosque',
  recipients,
  smtp,
  smtpPassword: secret(scope, 'alert-mail', 'ALERT_SMTP_PASSWORD'),
  chat: secret(scope, 'alert-chat', 'ALERT_CHAT_URL'),
});

function render(change: (props: Required<AlertmanagerProps>) => AlertmanagerProps = (props) => props) {
  return synthesize((scope) => new Alertmanager(scope, 'Alertmanager', change(propsIn(scope))));
}

interface Receiver {
  readonly name: string;
  readonly emailConfigs: readonly Record<string, unknown>[];
  readonly slackConfigs?: readonly Record<string, unknown>[];
}

const receiversOf = (objects: readonly KubernetesObject[]) =>
  only(objects, 'AlertmanagerConfig').spec?.['receivers'] as Receiver[];

describe(Alertmanager.name, () => {
  const objects = render();

  it('should render an AlertmanagerConfig with references to Secrets, and nothing else', () => {
    expect(objects).toHaveLength(1);
    const [critical, warning] = receiversOf(objects);
    for (const receiver of [critical, warning]) {
      expect(receiver?.emailConfigs).toMatchObject([
        {
          smarthost: 'smtp.example.org:587',
          from: 'alerts@example.org',
          requireTLS: true,
          authUsername: 'kiosque',
          authPassword: { name: 'alert-mail', key: 'ALERT_SMTP_PASSWORD' },
          sendResolved: true,
        },
      ]);
      expect(receiver?.slackConfigs).toMatchObject([
        { apiURL: { name: 'alert-chat', key: 'ALERT_CHAT_URL' }, sendResolved: true },
      ]);
    }
  });

  it('should page about critical alerts only, sooner and more often', () => {
    const [critical, warning] = receiversOf(objects);
    expect(critical).toMatchObject({
      name: 'critical',
      emailConfigs: [{ to: 'on-call@example.org, team@example.org' }],
    });
    expect(warning).toMatchObject({ name: 'warning', emailConfigs: [{ to: 'team@example.org' }] });
    expect(only(objects, 'AlertmanagerConfig').spec?.['route']).toEqual({
      receiver: 'warning',
      groupBy: ['namespace', 'feature', 'queue'],
      groupWait: '2m',
      groupInterval: '15m',
      repeatInterval: '12h',
      routes: [
        {
          receiver: 'critical',
          groupBy: ['namespace', 'feature', 'queue'],
          groupWait: '30s',
          groupInterval: '5m',
          repeatInterval: '1h',
          matchers: [{ name: 'severity', matchType: '=', value: 'critical' }],
        },
      ],
    });
  });

  it('should inhibit as the configuration file does', () => {
    const file = alertmanagerFile([{ namespace: 'x', ...recipients }], smtp) as { inhibit_rules: unknown[] };
    const rules = only(objects, 'AlertmanagerConfig').spec?.['inhibitRules'] as Record<string, never[]>[];
    const texts = (matchers: readonly { name: string; matchType: string; value: string }[] = []) =>
      matchers.map(({ name, matchType, value }) => `${name}${matchType}"${value}"`);
    expect(rules.length).toBeGreaterThan(1);
    expect(file.inhibit_rules).toEqual(
      rules.map(({ sourceMatch, targetMatch, equal }) => ({
        source_matchers: texts(sourceMatch),
        target_matchers: texts(targetMatch),
        equal,
      })),
    );
  });

  it('should send the messages of the configuration file', () => {
    const file = alertmanagerFile([{ namespace: 'x', ...recipients, chatUrlFile: '/url' }], smtp) as {
      receivers: { email_configs: Record<string, unknown>[]; slack_configs: Record<string, unknown>[] }[];
    };
    const [, inFile] = file.receivers;
    const [receiver] = receiversOf(objects);
    const [mail] = receiver?.emailConfigs ?? [];
    const { html, text, headers } = inFile?.email_configs[0] ?? {};
    expect(mail).toMatchObject({ html, text, headers: [{ key: 'Subject', value: Object(headers).Subject }] });
    const { title, fallback, text: chatText } = inFile?.slack_configs[0] ?? {};
    expect(receiver?.slackConfigs?.[0]).toMatchObject({ title, fallback, text: chatText });
  });

  it('should send mail without a password, and no messages, if there are no Secrets', () => {
    const { user: _, ...open } = smtp;
    const plain = render(({ name }) => ({
      name,
      recipients: { mail: ['a@example.org'] },
      smtp: { ...open, tls: 'off' },
    }));
    for (const { emailConfigs, slackConfigs } of receiversOf(plain)) {
      expect(slackConfigs).toBeUndefined();
      expect(emailConfigs[0]).toMatchObject({ to: 'a@example.org', requireTLS: false });
      expect(emailConfigs[0]).not.toHaveProperty('authUsername');
      expect(emailConfigs[0]).not.toHaveProperty('authPassword');
    }
  });

  const chart = new Chart(new App({ recordConstructMetadata: false }), 'chart');
  const other = secret(chart, 'other', 'OTHER');
  it.each<[string, (props: Required<AlertmanagerProps>) => AlertmanagerProps, string]>([
    ['name', (props) => ({ ...props, name: 'K' }), 'Alertmanager "K": name is "K"'],
    ['list', (props) => ({ ...props, recipients: { mail: [] } }), 'recipients.mail is []; it must be at least one'],
    [
      'address',
      (props) => ({ ...props, recipients: { mail: ['a@example.org'], page: ['On call <a@b.org>'] } }),
      'recipients.page is "On call <a@b.org>"; it must be a mail address such as on-call@example.org',
    ],
    ['sender', (props) => ({ ...props, smtp: { ...smtp, from: 'x' } }), 'smtp.from is "x"; it must be a mail address'],
    ['host', (props) => ({ ...props, smtp: { ...smtp, host: 'https://x' } }), 'smtp.host is "https://x"'],
    ['port', (props) => ({ ...props, smtp: { ...smtp, port: 0 } }), 'smtp.port is 0; it must be a whole number'],
    [
      'password',
      ({ smtpPassword: _, ...props }) => props,
      'smtpPassword is undefined; it must be a Secret with the key ALERT_SMTP_PASSWORD if smtp.user is set',
    ],
    ['Secret', (props) => ({ ...props, smtpPassword: other }), 'smtpPassword is "other"; it must be a Secret with'],
    ['webhook', (props) => ({ ...props, chat: other }), 'chat is "other"; it must be a Secret with the key ALERT_CHAT'],
  ])('should reject an invalid %s', (_, change, message) => {
    expect(() => render(change)).toThrow(message);
  });
});
