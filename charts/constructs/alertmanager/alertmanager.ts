import { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { AlertmanagerConfig } from '../../imports/prometheus-operator.ts';
import { commonLabels } from '../labels.ts';
import type { AlertmanagerProps } from './alertmanager.props.ts';
import { checkAlertmanager } from './check-alertmanager.ts';
import { CHAT_TEXT, CHAT_TITLE, MAIL_HTML, MAIL_SUBJECT, MAIL_TEXT } from './messages.ts';
import { addressesOf, GROUP_BY, INHIBITIONS, TIMES } from './routing.ts';

type Spec = NonNullable<AlertmanagerConfig['spec']>;
type Receiver = NonNullable<Spec['receivers']>[number];
type Severity = keyof typeof TIMES;

const SEVERITIES: readonly Severity[] = ['critical', 'warning'];

/**
 * Who is told about the alerts of a namespace, for the Alertmanager of the Prometheus operator: an AlertmanagerConfig, which
 * the operator restricts to alerts of its namespace. Passwords and URLs stay in Secrets.
 *
 * @throws Error with each invalid prop and its value.
 */
export class Alertmanager extends Construct {
  constructor(scope: Construct, id: string, props: AlertmanagerProps) {
    super(scope, id);
    checkAlertmanager(props);
    const { name } = props;
    customResource(this, 'AlertmanagerConfig', {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'AlertmanagerConfig',
      metadata: { name, labels: commonLabels(name) },
      spec: { route: route(), receivers: SEVERITIES.map((severity) => receiver(severity, props)), inhibitRules },
    } satisfies AlertmanagerConfig);
  }
}

const inhibitRules: NonNullable<Spec['inhibitRules']> = INHIBITIONS.map(({ source, target, equal }) => ({
  sourceMatch: source.map((matcher) => ({ ...matcher })),
  targetMatch: target.map((matcher) => ({ ...matcher })),
  equal: [...equal],
}));

/** Warnings go to the first receiver of the tree, critical alerts to the route below it. */
function route(): NonNullable<Spec['route']> {
  const times = (severity: Severity): object => ({
    receiver: severity,
    groupBy: [...GROUP_BY],
    groupWait: TIMES[severity].wait,
    groupInterval: TIMES[severity].interval,
    repeatInterval: TIMES[severity].repeat,
  });
  const critical = { ...times('critical'), matchers: [{ name: 'severity', matchType: '=', value: 'critical' }] };
  return { ...times('warning'), routes: [critical] };
}

function receiver(severity: Severity, { recipients, smtp, smtpPassword, chat }: AlertmanagerProps): Receiver {
  return {
    name: severity,
    emailConfigs: [
      {
        to: addressesOf(recipients, severity).join(', '),
        from: smtp.from,
        smarthost: `${smtp.host}:${String(smtp.port)}`,
        requireTLS: smtp.tls !== 'off',
        ...(smtp.user !== undefined && { authUsername: smtp.user }),
        ...(smtpPassword && { authPassword: { name: smtpPassword.name, key: 'ALERT_SMTP_PASSWORD' } }),
        headers: [{ key: 'Subject', value: MAIL_SUBJECT }],
        html: MAIL_HTML,
        text: MAIL_TEXT,
        sendResolved: true,
      },
    ],
    ...(chat && {
      slackConfigs: [
        {
          apiURL: { name: chat.name, key: 'ALERT_CHAT_URL' },
          title: CHAT_TITLE,
          fallback: CHAT_TITLE,
          text: CHAT_TEXT,
          sendResolved: true,
        },
      ],
    }),
  };
}
