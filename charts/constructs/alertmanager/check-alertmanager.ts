import { PropChecks } from '../prop-checks.ts';
import type { AlertmanagerProps, Recipients, Smtp } from './alertmanager.props.ts';

/** Checks the props of `Alertmanager`. */
export function checkAlertmanager({ name, recipients, smtp, smtpPassword, chat }: AlertmanagerProps): void {
  const checks = new PropChecks(`Alertmanager "${name}"`).dnsLabel('name', name);
  checkRecipients(checks, 'recipients', recipients);
  checkSmtp(checks, 'smtp', smtp);
  const passwordRule = 'a Secret with the key ALERT_SMTP_PASSWORD if smtp.user is set, and omitted otherwise';
  const chatRule = 'a Secret with the key ALERT_CHAT_URL';
  checks
    .require(
      (smtp.user === undefined) === (smtpPassword === undefined) &&
        (smtpPassword === undefined || 'ALERT_SMTP_PASSWORD' in smtpPassword.keys),
      'smtpPassword',
      smtpPassword?.name,
      passwordRule,
    )
    .require(chat === undefined || 'ALERT_CHAT_URL' in chat.keys, 'chat', chat?.name, chatRule)
    .verify();
}

/** Checks mail addresses. */
export function checkRecipients(checks: PropChecks, property: string, { mail, page = [] }: Recipients): PropChecks {
  checks.require(mail.length > 0, `${property}.mail`, mail, 'at least one address');
  for (const [list, addresses] of Object.entries({ mail, page }))
    for (const address of addresses) checkAddress(checks, `${property}.${list}`, address);
  return checks;
}

/** Checks a mail server. */
export function checkSmtp(checks: PropChecks, property: string, { host, port, from }: Smtp): PropChecks {
  checkAddress(checks, `${property}.from`, from);
  return checks.hostName(`${property}.host`, host).integer(`${property}.port`, port, 1, 65_535);
}

function checkAddress(checks: PropChecks, property: string, address: string): void {
  const holds = address.length <= 254 && /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(address);
  checks.require(holds, property, address, 'a mail address such as on-call@example.org, without a name');
}
