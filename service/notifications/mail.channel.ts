import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import type { SecretFile } from '../common/secret-file.ts';
import type { NotificationConfig } from './notifications.config.ts';
import { DeliveryError } from './notifier.ts';
import type { Channel } from './notifier.ts';
import { oneLine } from './representations/escaping.ts';
import { HTML, MAX_SUBJECT, render, TEXT } from './representations/render.ts';
import type { Notification } from './representations/render.ts';

/** Sends mail over SMTP as plain text and HTML, with one connection per attempt. */
export class MailChannel implements Channel {
  readonly name = 'mail';
  readonly #config: NotificationConfig;
  readonly #password: SecretFile | undefined;
  readonly #logger: Logger;

  constructor(config: NotificationConfig, password: SecretFile | undefined, logger: Logger) {
    this.#config = config;
    this.#password = password;
    this.#logger = logger;
  }

  prepare(notification: Notification): (signal: AbortSignal) => Promise<void> {
    const { NOTIFICATIONS_MAIL_FROM: from = '', NOTIFICATIONS_MAIL_TO: to = [] } = this.#config;
    const mail = {
      from: { name: '', address: from },
      to: to.map((address) => ({ name: '', address })),
      subject: oneLine(notification.subject, MAX_SUBJECT),
      text: render(notification, TEXT),
      html: render(notification, HTML),
      // The same for every attempt, so that servers can detect duplicates.
      messageId: `<${crypto.randomUUID()}@${from.replace(/^.*@/, '')}>`,
      // Prevents automatic replies (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      disableFileAccess: true,
      disableUrlAccess: true,
    };
    return async (signal) => {
      try {
        const { rejected } = await createTransport(this.#server()).sendMail({ ...mail, signal });
        if (rejected.length > 0)
          this.#logger.warn({ rejected: rejected.length }, 'the mail server rejected some recipients');
      } catch (error) {
        throw deliveryError(error as SmtpError);
      }
    };
  }

  #server(): object {
    const { NOTIFICATIONS_SMTP_TLS: tls, NOTIFICATIONS_SMTP_USERNAME: user } = this.#config;
    return {
      host: this.#config.NOTIFICATIONS_SMTP_HOST,
      port: this.#config.NOTIFICATIONS_SMTP_PORT,
      secure: tls === 'implicit',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'off',
      ...(user !== undefined && { auth: { user, pass: this.#password?.current() } }),
    };
  }
}

interface SmtpError {
  readonly code?: string;
  readonly responseCode?: number;
}

/** Codes of 500 and above are final (RFC 5321 section 4.2.1). The server's message is omitted, because it may repeat what was sent. */
function deliveryError({ code = 'unknown', responseCode = 0 }: SmtpError): DeliveryError {
  return new DeliveryError(`the mail server failed with ${code} ${String(responseCode)}`, responseCode < 500);
}
