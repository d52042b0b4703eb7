import { JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { commonLabels, selectorLabels } from '../labels.ts';
import { latePatch } from '../late-patch.ts';
import { millicores } from '../prop-checks.ts';
import type { Resources } from '../prop-checks.ts';
import { keyVaultMounts } from './mounts.ts';
import { podTemplate } from './pod-template.ts';
import type { DeploymentProps } from './deployment.props.ts';

/** A terminating pod keeps serving while gateways and kube-proxy remove it. */
const PRE_STOP_SECONDS = 10;

/** Time for responses in progress to complete after the service has stopped accepting requests. */
const LAST_ANSWERS_SECONDS = 15;

const POD = '/spec/template/spec';

/** The port that the kubelet probes: the public one, or the management port where nothing else connects. */
export type ProbedPort = typeof CONTRACT.port | typeof CONTRACT.managementPort;

/** Renders a Deployment, without `replicas`, which the autoscaler sets. */
export function deployment(scope: Construct, props: DeploymentProps, probed: ProbedPort): void {
  const { name } = props;
  const workload = new k8s.KubeDeployment(scope, 'Deployment', {
    metadata: { name, labels: commonLabels(name) },
    spec: {
      selector: { matchLabels: selectorLabels(name) },
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: k8s.IntOrString.fromNumber(1), maxUnavailable: k8s.IntOrString.fromNumber(0) },
      },
      minReadySeconds: 5,
      progressDeadlineSeconds: 600,
      template: template(props, probed),
    },
  });
  complete(workload, props);
}

/** Adds what is newer than Kubernetes 1.28, and keeps the order of keys in dist/ stable, so that reviewers see only real changes. */
function complete(workload: k8s.KubeDeployment, { name, priorityClassName }: DeploymentProps): void {
  const last = (path: string): JsonPatch => JsonPatch.move(path, path);
  latePatch(
    workload,
    last(`${POD}/enableServiceLinks`),
    JsonPatch.add(`${POD}/topologySpreadConstraints`, [
      spreadOver('topology.kubernetes.io/zone', name),
      spreadOver('kubernetes.io/hostname', name),
    ]),
    ...(priorityClassName === undefined ? [] : [last(`${POD}/priorityClassName`)]),
    JsonPatch.add(`${POD}/containers/0/lifecycle`, { preStop: { sleep: { seconds: PRE_STOP_SECONDS } } }),
    last(`${POD}/containers/0/resources/requests/ephemeral-storage`),
    last(`${POD}/containers/0/resources/limits/ephemeral-storage`),
  );
}

function template(props: DeploymentProps, probed: ProbedPort): k8s.PodTemplateSpec {
  const { configuration, resources } = props;
  return podTemplate(
    { ...props, resources: { ...resources, cpu: inMillicores(resources.cpu) } },
    {
      annotations: { 'checksum/configuration': configuration.checksum },
      mountsAfter: keyVaultMounts(props),
      container: {
        ports: [
          ...(probed === CONTRACT.port ? [{ name: 'http', containerPort: CONTRACT.port }] : []),
          { name: 'metrics', containerPort: CONTRACT.managementPort },
        ],
        env: [
          { name: 'HOST', value: '0.0.0.0' },
          { name: 'LOG_FORMAT', value: 'json' },
          { name: 'SHUTDOWN_DRAIN_SECONDS', value: String(CONTRACT.drainSeconds) },
        ],
        startupProbe: probe(probed, CONTRACT.startupPath, { period: 2, failures: 30 }),
        readinessProbe: probe(probed, CONTRACT.readinessPath, { period: 5, failures: 2 }),
        livenessProbe: probe(probed, CONTRACT.livenessPath, { period: 10, failures: 3 }),
      },
      pod: {
        dnsPolicy: 'ClusterFirst',
        hostNetwork: false,
        restartPolicy: 'Always',
        setHostnameAsFqdn: false,
        terminationGracePeriodSeconds: PRE_STOP_SECONDS + CONTRACT.drainSeconds + LAST_ANSWERS_SECONDS,
      },
    },
  );
}

/** Converts CPU to millicores, the unit of autoscalers. */
function inMillicores({ request, limit }: Resources['cpu']): Resources['cpu'] {
  return { request: `${String(millicores(request))}m`, limit: `${String(millicores(limit))}m` };
}

function probe(port: number, path: string, { period, failures }: { period: number; failures: number }): k8s.Probe {
  return {
    httpGet: { path, port: k8s.IntOrString.fromNumber(port), scheme: 'HTTP' },
    periodSeconds: period,
    timeoutSeconds: 2,
    failureThreshold: failures,
  };
}

/** ScheduleAnyway: an unevenly spread pod is better than a pending one. */
function spreadOver(topologyKey: string, name: string): object {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorLabels(name) },
  };
}
