import { createTransport } from 'nodemailer';
import type { Logger } from 'pino';
import type { SecretFile } from '../common/secret-file.ts';
import type { NotificationConfig } from './notifications.config.ts';
import { DeliveryError } from './notifier.ts';
import type { Channel } from './notifier.ts';
import { oneLine } from './representations/escaping.ts';
import { HTML, MAX_SUBJECT, render, TEXT } from './representations/render.ts';

/** Sends mail over SMTP as plain text and HTML, with one connection per attempt. */
export function mailChannel(config: NotificationConfig, password: SecretFile | undefined, logger: Logger): Channel {
  const { NOTIFICATIONS_MAIL_FROM: from = '', NOTIFICATIONS_MAIL_TO: to = [] } = config;
  return {
    name: 'mail',
    prepare(notification) {
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
          const { rejected } = await createTransport(serverOf(config, password)).sendMail({ ...mail, signal });
          if (rejected.length > 0)
            logger.warn({ rejected: rejected.length }, 'the mail server rejected some recipients');
        } catch (error) {
          // Codes of 500 and above are final (RFC 5321 section 4.2.1). The server's message is omitted, because it may repeat what was sent.
          const { code = 'unknown', responseCode = 0 } = error as { code?: string; responseCode?: number };
          throw new DeliveryError(`the mail server failed with ${code} ${String(responseCode)}`, responseCode < 500);
        }
      };
    },
  };
}

function serverOf(config: NotificationConfig, password: SecretFile | undefined): object {
  const { NOTIFICATIONS_SMTP_TLS: tls, NOTIFICATIONS_SMTP_USERNAME: user } = config;
  return {
    host: config.NOTIFICATIONS_SMTP_HOST,
    port: config.NOTIFICATIONS_SMTP_PORT,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'off',
    ...(user !== undefined && { auth: { user, pass: password?.current() } }),
  };
}
