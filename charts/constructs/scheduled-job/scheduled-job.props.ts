import type { Configuration } from '../configuration/configuration.ts';
import type { PodProps } from '../workload/pod.props.ts';

/** Props of `ScheduledJob`; the name has at most 52 characters, the image is Kiosque's. */
export interface ScheduledJobProps extends PodProps {
  /** Script in the image and its arguments: `['build/ticket-queue/command.js', 'backup']`. */
  readonly command: readonly string[];
  /** Cron expression of five fields, names such as `MON-FRI` allowed: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax. */
  readonly schedule: string;
  /** IANA time zone. */
  readonly timeZone: string;
  /** Its environment variables. */
  readonly configuration: Configuration;
}
