import type { Configuration } from '../configuration/configuration.ts';
import type { PodProps } from '../workload/pod.props.ts';

/** What a `ScheduledJob` is made of; its name has at most 52 characters, its image is that of Kiosque. */
export interface ScheduledJobProps extends PodProps {
  /** Script of the image and its arguments: `['build/ticket-queue/command.js', 'backup']`. */
  readonly command: readonly string[];
  /** Five fields of cron, with names such as `MON-FRI`: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax. */
  readonly schedule: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Its environment variables. */
  readonly configuration: Configuration;
}
