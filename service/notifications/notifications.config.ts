import * as z from 'zod';
import { choice, integer, optionalText, seconds } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { SettingValues } from '../config/settings.ts';

/** A mail address without a display name, or characters that could end a header or an SMTP command. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]{0,252}[a-z\d])?$/i;

/** Settings of notifications; channels that are not configured are disabled. */
export const notificationSettings = settingGroup({
  title: 'Notifications',
  settings: {
    NOTIFICATIONS_SMTP_HOST: optionalText(
      'Mail server; if unset, no mail is sent.',
      'a host name or an IP address',
      /^[\w.:-]+$/,
    ),
    NOTIFICATIONS_SMTP_PORT: integer('Port of the mail server.', { min: 1, max: 65535, default: 587 }),
    NOTIFICATIONS_SMTP_TLS: choice(
      'Encryption of the connection: STARTTLS, implicit TLS (port 465), or none.',
      ['starttls', 'implicit', 'off'],
      'starttls',
    ),
    NOTIFICATIONS_SMTP_USERNAME: optionalText('User of the mail server.', 'a non-blank string'),
    NOTIFICATIONS_SMTP_PASSWORD_FILE: optionalText(
      'File with the password of NOTIFICATIONS_SMTP_USERNAME; read for each attempt.',
      'a path',
    ),
    NOTIFICATIONS_MAIL_FROM: optionalText('Sender of the mail.', 'a mail address such as kiosque@example.org', ADDRESS),
    NOTIFICATIONS_MAIL_TO: {
      schema: z
        .string()
        .transform((list) => list.split(',').map((address) => address.trim()))
        .pipe(z.array(z.string().regex(ADDRESS)).max(20))
        .optional(),
      summary: 'Recipients of the mail.',
      rule: 'up to 20 comma-separated mail addresses, such as team@example.org',
    },
    NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: optionalText(
      'File with the URL of a Mattermost incoming webhook, which is a secret; read for each attempt. If unset, nothing is posted.',
      'a path',
    ),
    NOTIFICATIONS_TIMEOUT_SECONDS: seconds('Timeout of an attempt to send a message.', {
      min: 0.1,
      max: 120,
      default: 10,
    }),
    NOTIFICATIONS_ATTEMPTS: integer('Maximum number of attempts to send a message.', {
      min: 1,
      max: 10,
      default: 5,
    }),
    NOTIFICATIONS_QUEUE_LENGTH: integer('Maximum number of queued messages per channel; further ones are dropped.', {
      min: 1,
      max: 10_000,
      default: 100,
    }),
  },
});

/** Values of the notification settings. */
export type NotificationConfig = SettingValues<typeof notificationSettings.settings>;
