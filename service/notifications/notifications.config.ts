import * as z from 'zod';
import { choice, integer, optionalText, seconds } from '../config/setting-types.ts';
import { settingGroup } from '../config/settings.ts';
import type { SettingValues } from '../config/settings.ts';

/** A mail address without a name, and nothing that could end a header or an SMTP command. */
const ADDRESS = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z\d](?:[a-z\d.-]{0,252}[a-z\d])?$/i;

/** The variables of notifications: nothing is sent over a channel that they do not name. */
export const notificationSettings = settingGroup({
  title: 'Notifications (no feature sends any yet)',
  settings: {
    NOTIFICATIONS_SMTP_HOST: optionalText(
      'Mail server; without it no mail is sent.',
      'a host name or an IP address',
      /^[\w.:-]+$/,
    ),
    NOTIFICATIONS_SMTP_PORT: integer('Port of the mail server.', { min: 1, max: 65535, default: 587 }),
    NOTIFICATIONS_SMTP_TLS: choice(
      'How the connection is encrypted: after STARTTLS, from its start (port 465), or not at all.',
      ['starttls', 'implicit', 'off'],
      'starttls',
    ),
    NOTIFICATIONS_SMTP_USERNAME: optionalText('User of the mail server.', 'a text that is not blank'),
    NOTIFICATIONS_SMTP_PASSWORD_FILE: optionalText(
      'File that holds the password of NOTIFICATIONS_SMTP_USERNAME; read again for each message.',
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
      rule: 'up to 20 mail addresses such as team@example.org separated by commas',
    },
    NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: optionalText(
      'File that holds the address of a Mattermost incoming webhook, which is a secret; read again for each message. Without it nothing is posted.',
      'a path',
    ),
    NOTIFICATIONS_TIMEOUT_SECONDS: seconds('Longest time that one attempt to send a message may take.', {
      min: 0.1,
      max: 120,
      default: 10,
    }),
    NOTIFICATIONS_ATTEMPTS: integer('How often a message is tried before it counts as failed.', {
      min: 1,
      max: 10,
      default: 5,
    }),
    NOTIFICATIONS_QUEUE_LENGTH: integer('Messages that may wait for one channel; further ones are dropped.', {
      min: 1,
      max: 10_000,
      default: 100,
    }),
  },
});

/** The values of the variables of notifications. */
export type NotificationConfig = SettingValues<typeof notificationSettings.settings>;
