import type { PropChecks, Resources } from '../../constructs/prop-checks.ts';
import { checkPodResources, checkRateLimit, checkReplicas } from './platform.ts';
import type { Platform, Range } from './platform.ts';
import { checkPublishing } from './publishing.ts';
import type { BlocklistPublishing } from './publishing.ts';

/** Collectors of log lines, which also show the report, and analysers. They use the Redis, the keys and the sign-in of the queues. */
export interface SecurityLog {
  /** Bounds of the autoscaler of the collectors. */
  readonly replicas: Range;
  /** Bounds of the autoscaler of the analysers. */
  readonly analysers: Range;
  /** Requests and limits of each pod; jobs get the same. */
  readonly resources: Resources;
  /** When summaries are sent: cron expressions of five fields; omitted where none are sent. */
  readonly summaries?: {
    readonly day: string;
    readonly week: string;
  };
  /** How summaries and messages about the blocklist are sent (docs/notifications.md); omitted where none are sent. */
  readonly notifications?: {
    readonly settings: Readonly<Record<string, string>>;
    /** Whether they are posted to Mattermost: the Secret `notifications` contains MATTERMOST_WEBHOOK. @default false */
    readonly mattermost?: boolean;
    /** Whether the mail server requires a password: the Secret `notifications` contains SMTP_PASSWORD. @default false */
    readonly smtpPassword?: boolean;
  };
  /** The job that publishes the blocklist; omitted where nothing is published. */
  readonly publishing?: BlocklistPublishing;
  /** Settings of collectors and analysers (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
}

/** Checks the security log. */
export function checkSecurityLog(
  checks: PropChecks,
  securityLog: SecurityLog | undefined,
  images: Platform['images'],
): void {
  if (securityLog === undefined) return;
  const { replicas, analysers, resources, settings, summaries, notifications, publishing } = securityLog;
  checks.require(
    summaries === undefined || notifications !== undefined,
    'securityLog.notifications',
    null,
    'set, because summaries are sent with them',
  );
  checkReplicas(checks, 'securityLog.replicas', replicas);
  checkReplicas(checks, 'securityLog.analysers', analysers);
  checkPodResources(checks, 'securityLog.resources', resources);
  checkRateLimit(checks, 'securityLog.settings', settings);
  if (publishing !== undefined) checkPublishing(checks, publishing, images);
}
