import { k8s } from 'cdk8s-plus-28';
import { commonLabels } from '../labels.ts';
import { mountsOf } from './mounts.ts';
import type { Mount } from './mounts.ts';
import type { PodProps } from './pod.props.ts';
import type { Resources } from './resources.ts';

/** In what the pods of one kind of workload differ from those of others. */
export interface PodDifferences {
  /** Command, ports, variables and probes of its container. */
  readonly container: Omit<k8s.Container, 'name' | 'image' | 'resources' | 'securityContext' | 'volumeMounts'>;
  /** Restart policy, grace period and the like. @default none */
  readonly pod?: Omit<k8s.PodSpec, 'containers' | 'securityContext' | 'volumes'>;
  /** Annotations of its pods. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Volumes beside those of its props, first in the list. @default none */
  readonly mountsBefore?: readonly k8s.VolumeMount[];
  /** Volumes beside those of its props, last in the list. @default none */
  readonly mountsAfter?: readonly Mount[];
}

/** The numeric user and group of every image: the kubelet can see that it is not root; low numbers are users of the node. */
const USER = 10001;

/** Asks the webhook of Microsoft Entra Workload ID for a token. */
const WORKLOAD_IDENTITY = { 'azure.workload.identity/use': 'true' };

/** The pods of any workload: one container, fit for Pod Security "restricted". */
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
    // A digest names one image for ever.
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

/** Requests and limits of a container, its own files included. */
function containerResources({ cpu, memory }: Resources): k8s.ResourceRequirements {
  const amounts = (which: 'request' | 'limit', files: string): Record<string, k8s.Quantity> => ({
    cpu: k8s.Quantity.fromString(cpu[which]),
    memory: k8s.Quantity.fromString(memory[which]),
    'ephemeral-storage': k8s.Quantity.fromString(files),
  });
  return { requests: amounts('request', '64Mi'), limits: amounts('limit', '256Mi') };
}
