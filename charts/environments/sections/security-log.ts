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
    /** Settings of notifications (docs/notifications.md). */
    readonly settings: Readonly<Record<string, string>>;
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
  const { replicas, analysers, resources, settings, publishing } = securityLog;
  checkReplicas(checks, 'securityLog.replicas', replicas);
  checkReplicas(checks, 'securityLog.analysers', analysers);
  checkPodResources(checks, 'securityLog.resources', resources);
  checkRateLimit(checks, 'securityLog.settings', settings);
  if (publishing !== undefined) checkPublishing(checks, publishing, images);
}
