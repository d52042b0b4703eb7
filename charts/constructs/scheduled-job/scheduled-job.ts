import { k8s, ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkResources, containerResources, containerSecurity, podSecurity } from '../hardening.ts';
import { commonLabels, selectorLabels } from '../labels.ts';
import { Rules } from '../rules.ts';
import { secretMounts, secretVolumes } from '../secret-files.ts';
import { egressRule } from '../web-service/network-policy.ts';
import type { ScheduledJobProps } from './scheduled-job.props.ts';

/** The numeric user of the image. */
const USER = 10001;

/** A run that takes longer hangs. */
const LONGEST_SECONDS = 600;

/**
 * A command of Kiosque's image at given times: CronJob, ServiceAccount and NetworkPolicy. A run never overlaps the one
 * before, is tried three times, and is tidied away after a day.
 *
 * @throws Error naming each prop that breaks its rule, with its value.
 */
export class ScheduledJob extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledJobProps) {
    super(scope, id);
    check(props);
    const { name, clientId, egress = [] } = props;
    const metadata = { name, labels: commonLabels(name) };
    const annotations = clientId === undefined ? {} : { 'azure.workload.identity/client-id': clientId };
    new ServiceAccount(this, 'ServiceAccount', {
      metadata: { ...metadata, ...(clientId !== undefined && { annotations }) },
      automountToken: false,
    });
    new k8s.KubeCronJob(this, 'CronJob', {
      metadata,
      spec: {
        schedule: props.schedule,
        timeZone: props.timeZone,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 300,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: { metadata: { labels: commonLabels(name) }, spec: job(props) },
      },
    });
    new k8s.KubeNetworkPolicy(this, 'NetworkPolicy', {
      metadata,
      spec: {
        podSelector: { matchLabels: selectorLabels(name) },
        policyTypes: ['Ingress', 'Egress'],
        egress: egress.map(egressRule),
      },
    });
  }
}

function job(props: ScheduledJobProps): k8s.JobSpec {
  const { name, clientId, podLabels, priorityClassName, secretFiles = {} } = props;
  const identity = clientId === undefined ? {} : { 'azure.workload.identity/use': 'true' };
  return {
    backoffLimit: 2,
    activeDeadlineSeconds: LONGEST_SECONDS,
    ttlSecondsAfterFinished: 86_400,
    template: {
      metadata: { labels: { ...commonLabels(name), ...podLabels, ...identity } },
      spec: {
        restartPolicy: 'Never',
        serviceAccountName: name,
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: podSecurity(USER),
        ...(priorityClassName !== undefined && { priorityClassName }),
        containers: [container(props)],
        volumes: secretVolumes(secretFiles),
      },
    },
  };
}

function container(props: ScheduledJobProps): k8s.Container {
  const { name, image, command, configuration, secrets = [], secretFiles = {}, resources } = props;
  return {
    name,
    image: `${image.repository}@${image.digest}`,
    imagePullPolicy: 'IfNotPresent',
    command: ['/usr/local/bin/node', ...command],
    envFrom: [
      { configMapRef: { name: configuration.configMap.name } },
      ...secrets.map((secret) => ({ secretRef: { name: secret.name } })),
    ],
    volumeMounts: secretMounts(secretFiles),
    resources: containerResources(resources),
    securityContext: containerSecurity(USER),
  };
}

function check(props: ScheduledJobProps): void {
  const { name, schedule, clientId } = props;
  const field = String.raw`(?:\*|\d+)(?:[-/,]\d+)*`;
  const rules = new Rules(`ScheduledJob "${name}"`)
    .dnsLabel('name', name)
    .require(name.length <= 52, 'name', name, 'at most 52 characters: jobs append their time')
    .image('image', props.image)
    .require(props.command.length > 0, 'command', props.command, 'a script and its arguments')
    .require(
      new RegExp(`^${field}(?: ${field}){4}$`).test(schedule),
      'schedule',
      schedule,
      'five fields of cron, such as 30 4 * * *',
    );
  if (clientId !== undefined) rules.guid('clientId', clientId);
  checkResources(rules, props.resources).verify();
}
