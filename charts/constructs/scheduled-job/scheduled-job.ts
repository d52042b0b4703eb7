import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { commonLabels } from '../labels.ts';
import { networkPolicy } from '../network-policy/network-policy.ts';
import { checkPod } from '../workload/check-pod.ts';
import { keyVaultMounts } from '../workload/mounts.ts';
import { podTemplate } from '../workload/pod-template.ts';
import { serviceAccount } from '../workload/workload-objects.ts';
import { isSchedule } from './is-schedule.ts';
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
  /** Whether it makes the Key Vault CSI driver create its Secrets, because no Deployment mounts them. @default false */
  readonly fetchesSecrets?: boolean;
}

/** A run that takes longer is considered stuck. */
const LONGEST_SECONDS = 600;

/**
 * Runs a command of Kiosque's image on a schedule: CronJob, ServiceAccount and NetworkPolicy. Runs never overlap, are tried
 * three times, and are deleted after a day.
 *
 * @throws Error with each invalid prop and its value.
 */
export class ScheduledJob extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    check(props);
    const { name } = props;
    const labels = commonLabels(name);
    serviceAccount(this, props);
    new k8s.KubeCronJob(this, 'CronJob', {
      metadata: { name, labels },
      spec: {
        schedule: props.schedule,
        timeZone: props.timeZone,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 300,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: { metadata: { labels }, spec: job(props) },
      },
    });
    networkPolicy(this, name, { egress: props.egress ?? [] });
  }
}

function job(props: ScheduledJobProps): k8s.JobSpec {
  return {
    backoffLimit: 2,
    activeDeadlineSeconds: LONGEST_SECONDS,
    ttlSecondsAfterFinished: 86_400,
    template: podTemplate(props, {
      container: { command: ['/usr/local/bin/node', ...props.command] },
      pod: { restartPolicy: 'Never' },
      ...(props.fetchesSecrets === true && { mountsAfter: keyVaultMounts(props) }),
    }),
  };
}

function check(props: ScheduledJobProps): void {
  const { name, schedule, command } = props;
  checkPod('ScheduledJob', props)
    .require(name.length <= 52, 'name', name, 'at most 52 characters: Job names append a timestamp')
    .require(command.length > 0, 'command', command, 'a script and its arguments')
    .require(isSchedule(schedule), 'schedule', schedule, SCHEDULE_RULE)
    .verify();
}

const SCHEDULE_RULE =
  'a cron expression of five fields that matches an existing date, such as 30 4 * * * or 0 4 * * MON-FRI, without ' +
  'surrounding spaces; Sunday is 0 or SUN and cannot end a range, and a step requires * or a range, such as 5-59/15';
