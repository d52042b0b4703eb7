import { k8s } from 'cdk8s-plus-28';
import { commonLabels } from '../labels.ts';
import type { Resources } from '../prop-checks.ts';
import { mountsOf } from './mounts.ts';
import type { Mount } from './mounts.ts';
import type { PodProps } from './pod.props.ts';

/** What differs between kinds of workload. */
export interface PodDifferences {
  /** Command, ports, variables and probes of its container. */
  readonly container: Omit<k8s.Container, 'name' | 'image' | 'resources' | 'securityContext' | 'volumeMounts'>;
  /** Restart policy, grace period and the like. @default none */
  readonly pod?: Omit<k8s.PodSpec, 'containers' | 'securityContext' | 'volumes'>;
  /** Annotations of its pods. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Additional volumes, placed first. @default none */
  readonly mountsBefore?: readonly k8s.VolumeMount[];
  /** Additional volumes, placed last. @default none */
  readonly mountsAfter?: readonly Mount[];
}

/** User and group of every image: numeric, so that the kubelet can verify that it is not root; low numbers are users of the node. */
const USER = 10001;

/** Requests a token from the webhook of Microsoft Entra Workload ID. */
const WORKLOAD_IDENTITY = { 'azure.workload.identity/use': 'true' };

/** Returns the pod template of a workload: one container that complies with Pod Security "restricted". */
export function podTemplate(props: PodProps, differences: PodDifferences): k8s.PodTemplateSpec {
  const { name, podLabels, clientId, priorityClassName } = props;
  const mounts = [...mountsOf(props), ...(differences.mountsAfter ?? [])];
  return {
    metadata: {
      labels: { ...commonLabels(name), ...podLabels, ...(clientId !== undefined && WORKLOAD_IDENTITY) },
      ...(differences.annotations !== undefined && { annotations: differences.annotations }),
    },
    spec: {
      ...differences.pod,
      serviceAccountName: name,
      automountServiceAccountToken: false,
      // A Service named "content" would otherwise set CONTENT_PORT and more in every pod.
      enableServiceLinks: false,
      ...(priorityClassName !== undefined && { priorityClassName }),
      securityContext: {
        ...NOT_ROOT,
        fsGroup: USER,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [container(props, differences, mounts)],
      volumes: mounts.map(({ volume }) => volume),
    },
  };
}

const NOT_ROOT = { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER } as const;

function container(props: PodProps, differences: PodDifferences, mounts: readonly Mount[]): k8s.Container {
  const { name, image, configuration, secrets = [] } = props;
  const sources = [
    ...(configuration === undefined ? [] : [{ configMapRef: { name: configuration.configMap.name } }]),
    ...secrets.filter(({ type }) => type === 'Opaque').map((secret) => ({ secretRef: { name: secret.name } })),
  ];
  return {
    ...differences.container,
    name,
    image: `${image.repository}@${image.digest}`,
    // A digest always refers to the same image.
    imagePullPolicy: 'IfNotPresent',
    ...(sources.length > 0 && { envFrom: sources }),
    volumeMounts: [
      ...(differences.mountsBefore ?? []),
      ...mounts.map(({ volume, ...where }) => ({ name: volume.name, ...where })),
    ],
    resources: containerResources(props.resources),
    securityContext: {
      ...NOT_ROOT,
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
  };
}

/** Returns the requests and limits of a container, ephemeral storage included. */
function containerResources({ cpu, memory }: Resources): k8s.ResourceRequirements {
  const amounts = (which: 'request' | 'limit', files: string): Record<string, k8s.Quantity> => ({
    cpu: k8s.Quantity.fromString(cpu[which]),
    memory: k8s.Quantity.fromString(memory[which]),
    'ephemeral-storage': k8s.Quantity.fromString(files),
  });
  return { requests: amounts('request', '64Mi'), limits: amounts('limit', '256Mi') };
}
