import type { SecretReference } from '../secret-reference/secret-reference.ts';

/** Props of `Alertmanager`. */
export interface AlertmanagerProps {
  /** Name of the AlertmanagerConfig: a DNS label. */
  readonly name: string;
  /** Who is told about the alerts of the namespace. */
  readonly recipients: Recipients;
  /** The server that sends the mails. */
  readonly smtp: Smtp;
  /** The Secret whose key `ALERT_SMTP_PASSWORD` is the password of `smtp.user`. @default none: the server requires none */
  readonly smtpPassword?: SecretReference;
  /** The Secret whose key `ALERT_CHAT_URL` is the URL of a Mattermost webhook. @default no messages */
  readonly chat?: SecretReference;
}

/** Mail addresses by severity. */
export interface Recipients {
  /** Told about every alert: at least one. */
  readonly mail: readonly string[];
  /** Paged about critical alerts, in addition: on-call people, or the mail address of a paging service. @default nobody */
  readonly page?: readonly string[];
}

/** A mail server for submission, over TLS (RFC 6409, RFC 8314). */
export interface Smtp {
  /** Host name. */
  readonly host: string;
  /** 587 for STARTTLS, 465 for TLS. */
  readonly port: number;
  /** Address of the sender. */
  readonly from: string;
  /** User name. @default no authentication */
  readonly user?: string;
  /** Whether TLS is required; `off` is for a mail catcher on the same machine. @default 'required' */
  readonly tls?: 'required' | 'off';
}
