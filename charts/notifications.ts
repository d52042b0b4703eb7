import type { Egress } from './constructs/network-policy/network-policy.ts';
import type { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import type { SecurityLog } from './environments/sections/security-log.ts';
import type { SecretsChart } from './secrets.chart.ts';

const FILES = '/etc/kiosque/notifications';

/** Ports of mail servers. */
const MAIL_PORTS = [465, 587] as const;

/** What a pod needs in order to send notifications; nothing where none are sent. */
export interface Notifying {
  readonly settings: Readonly<Record<string, string>>;
  readonly secretFiles: Readonly<Record<string, SecretReference>>;
  readonly egress: readonly Egress[];
}

/** Returns what pods of the security log need in order to send notifications. Chat needs HTTPS, which they have already. */
export function notifying({ notifications }: SecurityLog, { notificationSecrets }: SecretsChart): Notifying {
  if (notifications === undefined) return { settings: {}, secretFiles: {}, egress: [] };
  const { settings, mattermost, smtpPassword } = notifications;
  return {
    settings: {
      ...settings,
      ...(mattermost === true && { NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: `${FILES}/MATTERMOST_WEBHOOK` }),
      ...(smtpPassword === true && { NOTIFICATIONS_SMTP_PASSWORD_FILE: `${FILES}/SMTP_PASSWORD` }),
    },
    secretFiles: notificationSecrets === undefined ? {} : { [FILES]: notificationSecrets },
    egress: 'NOTIFICATIONS_SMTP_HOST' in settings ? [{ to: 'internet', ports: MAIL_PORTS }] : [],
  };
}
