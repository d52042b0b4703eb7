import { checkRecipients, checkSmtp } from '../../constructs/alertmanager/check-alertmanager.ts';
import type { Recipients, Smtp } from '../../constructs/alertmanager/alertmanager.props.ts';
import type { PropChecks } from '../../constructs/prop-checks.ts';
import type { Platform } from './platform.ts';

/** Who is told about alerts, by whatever evaluates the rules: Azure's action groups, or the operator's Alertmanager. */
export interface AlertDelivery extends Recipients {
  /** The server that the operator's Alertmanager sends mail with; Azure has its own. The Secret `alert-mail` contains the password of its user. */
  readonly smtp?: Smtp;
  /** Whether the operator's Alertmanager also posts to Mattermost; the Secret `alert-chat` contains the URL of the webhook. @default false */
  readonly chat?: boolean;
}

/** Checks the recipients, and that what evaluates the rules can reach them. */
export function checkAlerts(
  checks: PropChecks,
  alerts: AlertDelivery | undefined,
  { monitoring, secrets }: Pick<Platform, 'monitoring' | 'secrets'>,
): void {
  if (alerts === undefined) return;
  const { smtp, chat = false } = alerts;
  checkRecipients(checks, 'alerts', alerts).require(
    monitoring !== 'none',
    'alerts',
    alerts,
    'omitted if monitoring is none: nothing evaluates the rules',
  );
  if (smtp !== undefined) checkSmtp(checks, 'alerts.smtp', smtp);
  const isOperator = monitoring === 'prometheus-operator';
  const hasSecrets = chat || smtp?.user !== undefined;
  checks
    .require(
      (smtp !== undefined) === isOperator,
      'alerts.smtp',
      smtp,
      'set if monitoring is prometheus-operator, and omitted otherwise',
    )
    .require(
      !chat || isOperator,
      'alerts.chat',
      chat,
      'false unless monitoring is prometheus-operator: action groups of Azure cannot post to Mattermost',
    )
    .require(
      !hasSecrets || secrets !== 'key-vault-csi',
      'alerts',
      alerts,
      'without chat and smtp.user if secrets is key-vault-csi, whose Secrets exist only while a pod mounts them',
    );
}
