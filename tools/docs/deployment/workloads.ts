import type { IContainer } from 'kubernetes-models/v1/Container';
import { containersOf, podTemplateOf } from '../../../charts/policy/kubernetes-object.ts';
import type { KubernetesObject, Loose, PodTemplate } from '../../../charts/policy/kubernetes-object.ts';

/** An object that creates pods. */
export interface Workload {
  readonly object: KubernetesObject;
  /** Name of the object: `queue-rubis`. */
  readonly name: string;
  readonly kind: string;
  readonly namespace: string;
  readonly pod: PodTemplate;
  readonly containers: readonly IContainer[];
  readonly replicas: { readonly minimum: number; readonly maximum: number };
  /** Cron expression of a CronJob. */
  readonly schedule?: string;
}

/** Returns the objects that create pods, in the order in which they are applied. */
export function workloadsOf(objects: readonly KubernetesObject[]): Workload[] {
  return objects.flatMap((object) => {
    const pod = podTemplateOf(object);
    if (pod === undefined) return [];
    const { kind, metadata, spec = {} } = object;
    const { name, namespace = '' } = metadata;
    const schedule = spec['schedule'] as string | undefined;
    return [
      {
        ...{ object, name, kind, namespace, pod, containers: containersOf(pod.spec) },
        replicas: replicasOf(object, objects),
        ...(schedule !== undefined && { schedule }),
      },
    ];
  });
}

/** Returns the limits set by an autoscaler, or else the replicas of the workload. */
function replicasOf({ kind, metadata, spec }: KubernetesObject, all: readonly KubernetesObject[]) {
  const scaler = all.find(
    (other) =>
      ['HorizontalPodAutoscaler', 'ScaledObject'].includes(other.kind) &&
      other.metadata.namespace === metadata.namespace &&
      other.spec?.['scaleTargetRef'].name === metadata.name &&
      (other.spec['scaleTargetRef'].kind ?? 'Deployment') === kind,
  )?.spec;
  const fixed = Number(spec?.['replicas'] ?? 1);
  return {
    minimum: Number(scaler?.['minReplicas'] ?? scaler?.['minReplicaCount'] ?? fixed),
    maximum: Number(scaler?.['maxReplicas'] ?? scaler?.['maxReplicaCount'] ?? fixed),
  };
}

/** Returns `3 to 10`, `1`, or the schedule of a CronJob. */
export function replicasText({ replicas: { minimum, maximum }, schedule }: Workload): string {
  if (schedule !== undefined) return `job, \`${schedule}\``;
  return minimum === maximum ? String(minimum) : `${String(minimum)} to ${String(maximum)}`;
}

/** Returns the image without registry and digest: `kiosque`. */
export function imageName(image: string): string {
  return image.replace(/@.*$/, '').split('/').at(-1) ?? image;
}

/** Returns `250m to 1`: request and limit of all containers of a pod. */
export function perPod({ containers }: Workload, resource: string): string {
  const of = (which: 'requests' | 'limits') =>
    containers.map(({ resources }) => String(resources?.[which]?.[resource] ?? 'unlimited')).join(' + ');
  return `${of('requests')} to ${of('limits').replace(/^1000m$/, '1')}`;
}

/** Returns the volumes of a StatefulSet: `data 10Gi`. */
export function volumesOf({ spec }: KubernetesObject): string[] {
  return ((spec?.['volumeClaimTemplates'] ?? []) as Loose[]).map(
    ({ metadata, spec: claim }) => `${metadata.name} ${claim.resources.requests.storage}`,
  );
}
