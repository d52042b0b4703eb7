import type { Recipients, Smtp } from './alertmanager.props.ts';
import { CHAT_TEXT, CHAT_TITLE, MAIL_HTML, MAIL_SUBJECT, MAIL_TEXT } from './messages.ts';
import { addressesOf, GROUP_BY, INHIBITIONS, TIMES } from './routing.ts';
import type { Matcher } from './routing.ts';

/** Who is told about the alerts of one environment. */
export interface FileRecipients extends Recipients {
  /** The namespace of the environment. */
  readonly namespace: string;
  /** Path of the file that contains the URL of a Mattermost webhook. @default no messages */
  readonly chatUrlFile?: string;
}

type Severity = keyof typeof TIMES;

/**
 * Returns the configuration of an Alertmanager that runs without the operator
 * (https://prometheus.io/docs/alerting/latest/configuration/), with the routes and messages of `Alertmanager`. Alerts of
 * environments that are not listed are sent to nobody.
 */
export function alertmanagerFile(environments: readonly FileRecipients[], smtp: Smtp): object {
  return {
    global: {
      smtp_smarthost: `${smtp.host}:${String(smtp.port)}`,
      smtp_from: smtp.from,
      smtp_require_tls: smtp.tls !== 'off',
    },
    route: { receiver: 'nobody', routes: environments.flatMap(routesOf) },
    receivers: [{ name: 'nobody' }, ...environments.flatMap(receiversOf)],
    inhibit_rules: INHIBITIONS.map(({ source, target, equal }) => ({
      source_matchers: source.map(textOf),
      target_matchers: target.map(textOf),
      equal,
    })),
  };
}

function routesOf({ namespace }: FileRecipients): object[] {
  return (['critical', 'warning'] satisfies Severity[]).map((severity) => ({
    receiver: `${namespace}-${severity}`,
    matchers: [`namespace="${namespace}"`, `severity="${severity}"`],
    // Copies: YAML would otherwise refer to the first list by an anchor.
    group_by: [...GROUP_BY],
    group_wait: TIMES[severity].wait,
    group_interval: TIMES[severity].interval,
    repeat_interval: TIMES[severity].repeat,
  }));
}

function receiversOf(recipients: FileRecipients): object[] {
  const { namespace, chatUrlFile } = recipients;
  return (['critical', 'warning'] satisfies Severity[]).map((severity) => ({
    name: `${namespace}-${severity}`,
    email_configs: [
      {
        to: addressesOf(recipients, severity).join(', '),
        headers: { Subject: MAIL_SUBJECT },
        html: MAIL_HTML,
        text: MAIL_TEXT,
        send_resolved: true,
      },
    ],
    ...(chatUrlFile !== undefined && {
      slack_configs: [
        {
          api_url_file: chatUrlFile,
          title: CHAT_TITLE,
          fallback: CHAT_TITLE,
          text: CHAT_TEXT,
          send_resolved: true,
        },
      ],
    }),
  }));
}

function textOf({ name, matchType, value }: Matcher): string {
  return `${name}${matchType}${JSON.stringify(value)}`;
}
