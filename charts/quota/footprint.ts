import type { ICronJobSpec } from 'kubernetes-models/batch/v1/CronJobSpec';
import { containersOf, neighbours, podTemplateOf, subjectOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject, PodTemplate } from '../policy/kubernetes-object.ts';
import { quantity } from '../policy/quantity.ts';

/** The most that one workload can use in its namespace at once. */
export interface Footprint {
  /** `Deployment kiosque-production/content`. */
  readonly subject: string;
  readonly pods: number;
  /** Sum over all its pods. */
  readonly requests: Amounts;
  readonly limits: Amounts;
  /** Total size of its volumes in MiB. */
  readonly storage: number;
}

/** CPU in millicores, memory in MiB. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
}

const MEBIBYTE = 2 ** 20;

/**
 * Returns the most that each workload in `objects` can use at once: replicas at the autoscaler's maximum, pods that are
 * starting or still terminating during a rolling update, and overlapping jobs as allowed by their concurrency policy.
 *
 * @throws Error if the number of pods of a workload is unbounded, or a quantity is invalid.
 */
export function footprints(objects: readonly KubernetesObject[]): Footprint[] {
  return objects.flatMap((object) => {
    const pod = podTemplateOf(object);
    if (pod === undefined) return [];
    const pods = mostPods(object, pod, objects);
    const sum = (which: 'requests' | 'limits'): Amounts => {
      const { cpu, memory } = amountsOf(object, pod, which);
      return { cpu: pods * cpu, memory: pods * memory };
    };
    return [
      { subject: subjectOf(object), pods, requests: sum('requests'), limits: sum('limits'), storage: volumes(object) },
    ];
  });
}

/** Returns the sums over the containers of one pod. */
function amountsOf(object: KubernetesObject, { spec }: PodTemplate, which: 'requests' | 'limits'): Amounts {
  const sum = (of: 'cpu' | 'memory', scale: number): number =>
    containersOf(spec).reduce((total, { name, resources }) => {
      const amount = amountOf(object, `container "${name}" ${which}.${of}`, resources?.[which]?.[of]);
      return total + Math.ceil(amount * scale);
    }, 0);
  return { cpu: sum('cpu', 1000), memory: sum('memory', 1 / MEBIBYTE) };
}

function amountOf(object: KubernetesObject, property: string, value: unknown): number {
  const amount = quantity(value);
  if (Number.isFinite(amount)) return amount;
  throw new Error(
    `${subjectOf(object)}: ${property} is ${JSON.stringify(value)}; it must be a quantity such as 250m or 256Mi.`,
  );
}

function mostPods(object: KubernetesObject, pod: PodTemplate, all: readonly KubernetesObject[]): number {
  const { kind, spec = {} } = object;
  if (kind === 'Pod') return 1;
  if (kind === 'StatefulSet') return replicasOf(object, all);
  if (kind === 'Job') return Number(spec['parallelism'] ?? 1);
  if (kind === 'CronJob') return podsOfRuns(object);
  if (kind !== 'Deployment') throw unbounded(object, 'use another kind of workload');
  const replicas = replicasOf(object, all);
  const surge = surgeOf(object, replicas);
  return replicas + surge + Math.min(replicas, terminating(object, pod) * surge);
}

function podsOfRuns(object: KubernetesObject): number {
  const { concurrencyPolicy, jobTemplate } = (object.spec ?? {}) as ICronJobSpec;
  const parallelism = jobTemplate.spec?.parallelism ?? 1;
  if (concurrencyPolicy === 'Forbid') return parallelism;
  // The pods of the replaced run are still terminating.
  if (concurrencyPolicy === 'Replace') return 2 * parallelism;
  throw unbounded(object, 'set concurrencyPolicy to Forbid or Replace');
}

function unbounded(object: KubernetesObject, fix: string): Error {
  return new Error(`${subjectOf(object)}: its number of pods is unbounded; ${fix}.`);
}

/** Returns the maximum set by an autoscaler, or else the replicas of the workload. */
function replicasOf(object: KubernetesObject, all: readonly KubernetesObject[]): number {
  const maxima = ['HorizontalPodAutoscaler', 'ScaledObject'].flatMap((kind) =>
    neighbours(object, all, kind)
      .filter(({ spec }) => {
        const target = (spec?.['scaleTargetRef'] ?? {}) as { kind?: string; name?: string };
        return target.name === object.metadata.name && (target.kind ?? 'Deployment') === object.kind;
      })
      .map(({ spec }) => Number(spec?.['maxReplicas'] ?? spec?.['maxReplicaCount'] ?? 1)),
  );
  return Math.max(...(maxima.length > 0 ? maxima : [Number(object.spec?.['replicas'] ?? 1)]));
}

function surgeOf({ spec }: KubernetesObject, replicas: number): number {
  const { rollingUpdate } = (spec?.['strategy'] ?? {}) as { rollingUpdate?: { maxSurge?: number | string } };
  const surge = rollingUpdate?.maxSurge ?? '25%';
  return typeof surge === 'number' ? surge : Math.ceil((replicas * Number.parseInt(surge, 10)) / 100);
}

/** A pod is terminated once its successor has been ready for minReadySeconds, and counts until its grace period ends. */
function terminating({ spec }: KubernetesObject, pod: PodTemplate): number {
  const ready = Math.max(1, Number(spec?.['minReadySeconds'] ?? 0));
  return Math.ceil((pod.spec.terminationGracePeriodSeconds ?? 30) / ready);
}

/** Counts each volume twice: a migration needs the new one in addition to the old. */
function volumes(object: KubernetesObject): number {
  const claims = (object.spec?.['volumeClaimTemplates'] ?? []) as {
    spec: { resources: { requests: { storage: string } } };
  }[];
  const sizes = claims.map(({ spec }) => amountOf(object, 'the storage of a volume', spec.resources.requests.storage));
  const each = sizes.reduce((sum, size) => sum + size / MEBIBYTE, 0);
  return 2 * each * Number(object.spec?.['replicas'] ?? 1);
}
