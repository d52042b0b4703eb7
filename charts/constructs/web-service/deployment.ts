import { Duration, JsonPatch, Size } from 'cdk8s';
import {
  Capability,
  Cpu,
  Deployment,
  DeploymentStrategy,
  Env,
  EnvValue,
  ImagePullPolicy,
  LabelSelector,
  PercentOrAbsolute,
  Pod,
  Probe,
  Volume,
} from 'cdk8s-plus-28';
import type { ContainerProps, ContainerResources, IServiceAccount, VolumeMount } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { CONTRACT } from '../../../service/contract.ts';
import { commonLabels, selectorLabels } from '../labels.ts';
import { latePatch } from '../late-patch.ts';
import { mebibytes, millicores } from '../rules.ts';
import { SECRET_FILE_MODE, volumeName } from '../secret-files.ts';
import type { WebServiceProps } from './web-service.props.ts';

/** The numeric user and group of the image: the kubelet can see that it is not root. */
const USER = 10001;

/** Time for answers under way to end, once the service takes no more requests. */
const LAST_ANSWERS_SECONDS = 15;

/** The Deployment of a web service; `replicas` is left to the autoscaler. */
export function deployment(scope: Construct, props: WebServiceProps, serviceAccount: IServiceAccount): Deployment {
  const { name, preStopSeconds = 10 } = props;
  const workload = new Deployment(scope, 'Deployment', {
    metadata: { name, labels: commonLabels(name) },
    podMetadata: {
      labels: { ...commonLabels(name), ...props.podLabels, ...(props.clientId !== undefined && WORKLOAD_IDENTITY) },
      annotations: { 'checksum/configuration': props.configuration.checksum },
    },
    select: false,
    strategy: DeploymentStrategy.rollingUpdate({
      maxSurge: PercentOrAbsolute.absolute(1),
      maxUnavailable: PercentOrAbsolute.absolute(0),
    }),
    minReady: Duration.seconds(5),
    terminationGracePeriod: Duration.seconds(preStopSeconds + CONTRACT.drainSeconds + LAST_ANSWERS_SECONDS),
    serviceAccount,
    securityContext: { user: USER, group: USER, fsGroup: USER },
    containers: [container(scope, props)],
  });
  workload.select(LabelSelector.of({ labels: selectorLabels(name) }));
  complete(workload, props, preStopSeconds);
  return workload;
}

const WORKLOAD_IDENTITY = { 'azure.workload.identity/use': 'true' };

function container(scope: Construct, props: WebServiceProps): ContainerProps {
  return {
    name: props.name,
    image: `${props.image.repository}@${props.image.digest}`,
    // A digest names one image for ever.
    imagePullPolicy: ImagePullPolicy.IF_NOT_PRESENT,
    ports: [
      { name: 'http', number: CONTRACT.port },
      { name: 'metrics', number: CONTRACT.managementPort },
    ],
    envVariables: {
      HOST: EnvValue.fromValue('0.0.0.0'),
      LOG_FORMAT: EnvValue.fromValue('json'),
      SHUTDOWN_DRAIN_SECONDS: EnvValue.fromValue(String(CONTRACT.drainSeconds)),
    },
    envFrom: [
      Env.fromConfigMap(props.configuration.configMap),
      ...(props.secrets ?? []).filter(({ type }) => type === 'Opaque').map(({ secret }) => Env.fromSecret(secret)),
    ],
    volumeMounts: [...writableMounts(scope, props), ...secretMounts(scope, props), ...keyVaultMounts(scope, props)],
    startup: probe(CONTRACT.startupPath, { period: 2, failures: 30 }),
    readiness: probe(CONTRACT.readinessPath, { period: 5, failures: 2 }),
    liveness: probe(CONTRACT.livenessPath, { period: 10, failures: 3 }),
    resources: containerResources(props),
    securityContext: {
      user: USER,
      group: USER,
      ensureNonRoot: true,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: [Capability.ALL] },
    },
  };
}

function probe(path: string, { period, failures }: { period: number; failures: number }): Probe {
  return Probe.fromHttpGet(path, {
    port: CONTRACT.port,
    periodSeconds: Duration.seconds(period),
    timeoutSeconds: Duration.seconds(2),
    failureThreshold: failures,
  });
}

function containerResources({ resources: { cpu, memory } }: WebServiceProps): ContainerResources {
  const mib = (quantity: string): Size => Size.mebibytes(mebibytes(quantity));
  return {
    cpu: { request: Cpu.millis(millicores(cpu.request)), limit: Cpu.millis(millicores(cpu.limit)) },
    memory: { request: mib(memory.request), limit: mib(memory.limit) },
  };
}

function writableMounts(scope: Construct, { writable = {} }: WebServiceProps): VolumeMount[] {
  return Object.entries(writable).map(([name, { path, size }]) => ({
    path,
    volume: Volume.fromEmptyDir(scope, `Volume ${name}`, name, { sizeLimit: Size.mebibytes(mebibytes(size)) }),
  }));
}

function secretMounts(scope: Construct, { secretFiles = {} }: WebServiceProps): VolumeMount[] {
  return Object.entries(secretFiles).map(([path, { name, secret }]) => ({
    path,
    readOnly: true,
    volume: Volume.fromSecret(scope, `Files of ${name}`, secret, {
      name: volumeName(name),
      defaultMode: SECRET_FILE_MODE,
    }),
  }));
}

/** The driver writes a Secret only while some pod mounts its SecretProviderClass. */
function keyVaultMounts(scope: Construct, { secrets = [], secretFiles = {} }: WebServiceProps): VolumeMount[] {
  return [...secrets, ...Object.values(secretFiles)]
    .filter(({ providerKind }) => providerKind === 'key-vault-csi')
    .map(({ name }) => ({
      path: `/var/run/secrets/kiosque/${name}`,
      readOnly: true,
      volume: Volume.fromCsi(scope, `Volume ${name}`, 'secrets-store.csi.k8s.io', {
        name,
        readOnly: true,
        attributes: { secretProviderClass: name },
      }),
    }));
}

/** What cdk8s-plus-28 has no words for, and the label it adds that would change when a construct moves. */
function complete(workload: Deployment, { name, priorityClassName }: WebServiceProps, preStopSeconds: number): void {
  const spec = '/spec/template/spec';
  const address = Pod.ADDRESS_LABEL.replace('/', '~1');
  latePatch(
    workload,
    JsonPatch.remove(`/spec/template/metadata/labels/${address}`),
    JsonPatch.add(`${spec}/securityContext/seccompProfile`, { type: 'RuntimeDefault' }),
    JsonPatch.add(`${spec}/securityContext/fsGroupChangePolicy`, 'OnRootMismatch'),
    // A Service named "content" would otherwise set CONTENT_PORT and more in every pod.
    JsonPatch.add(`${spec}/enableServiceLinks`, false),
    JsonPatch.add(`${spec}/topologySpreadConstraints`, [
      spreadOver('topology.kubernetes.io/zone', name),
      spreadOver('kubernetes.io/hostname', name),
    ]),
    JsonPatch.add(`${spec}/containers/0/lifecycle`, { preStop: { sleep: { seconds: preStopSeconds } } }),
    // Its own words for these round to whole gibibytes.
    JsonPatch.add(`${spec}/containers/0/resources/requests/ephemeral-storage`, '64Mi'),
    JsonPatch.add(`${spec}/containers/0/resources/limits/ephemeral-storage`, '256Mi'),
    ...(priorityClassName === undefined ? [] : [JsonPatch.add(`${spec}/priorityClassName`, priorityClassName)]),
  );
}

/** ScheduleAnyway: a pod in a crowded zone is better than one that waits for room in an empty one. */
function spreadOver(topologyKey: string, name: string): object {
  return {
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: selectorLabels(name) },
  };
}
