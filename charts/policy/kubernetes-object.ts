import { loadAll } from 'js-yaml';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';

/** A parsed manifest: the fields that every kind has, and any others. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  // Each rule reads the fields of the kinds it applies to; the schemas have validated their types.
  readonly spec?: Loose;
  readonly [field: string]: unknown;
}

/** Labels or annotations. */
export type Labels = Readonly<Record<string, string>>;

/** Fields whose types depend on the kind of the object. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = Readonly<Record<string, any>>;

/** The pods that an object creates: a Pod, or the template of a workload. */
export interface PodTemplate {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: IPodSpec;
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'];

/** Returns the pod template of an object; undefined if it creates no pods. */
export function podTemplateOf(object: KubernetesObject): PodTemplate | undefined {
  const { metadata: { labels = {}, annotations = {} } = {}, spec } = templateOf(object) ?? {};
  return spec && { labels, annotations, spec };
}

function templateOf(object: KubernetesObject): IPodTemplateSpec | undefined {
  if (object.kind === 'Pod') return object as unknown as IPodTemplateSpec;
  const { spec } = object;
  if (object.kind === 'CronJob')
    return (spec?.['jobTemplate'] as { spec?: { template?: IPodTemplateSpec } } | undefined)?.spec?.template;
  return WORKLOADS.includes(object.kind) ? (spec?.['template'] as IPodTemplateSpec | undefined) : undefined;
}

/** Returns all containers, including init and ephemeral ones, which can do as much harm. */
export function containersOf(spec: IPodSpec): readonly IContainer[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as IContainer[])];
}

/** Whether a selector matches labels; an empty selector matches everything, and `undefined` matches nothing. */
export function selects(selector: Loose | undefined, labels: Labels): boolean {
  if (selector === undefined) return false;
  const pairs = Object.entries((selector['matchLabels'] ?? {}) as Labels);
  const expressions = (selector['matchExpressions'] ?? []) as { key: string; operator: string; values?: string[] }[];
  return (
    pairs.every(([key, value]) => labels[key] === value) &&
    expressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      return (operator === 'In') === (value !== undefined && values.includes(value));
    })
  );
}

/** Returns the objects of a kind in the same namespace as another object. */
export function neighbours(
  object: KubernetesObject,
  all: readonly KubernetesObject[],
  kind: string,
): KubernetesObject[] {
  return all.filter((other) => other.kind === kind && other.metadata.namespace === object.metadata.namespace);
}

/** `Deployment kiosque-production/content`, or without the namespace. */
export function subjectOf({ kind, metadata: { name, namespace } }: KubernetesObject): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** Returns what the API server identifies an object by: the group of its API, its kind, namespace and name. */
export function identityOf({ apiVersion, kind, metadata: { name, namespace = '' } }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return JSON.stringify([group, kind, namespace, name]);
}

/** Returns the non-empty documents of a YAML stream. */
export function documentsOf(text: string): unknown[] {
  return loadAll(text).filter((document) => document !== null);
}

/** Whether a document has the fields that every Kubernetes object must have. */
export function isKubernetesObject(document: unknown): document is KubernetesObject {
  const { apiVersion, kind, metadata } = Object(document) as Partial<KubernetesObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}

/** Returns the pods of the same namespace that the other objects create. */
export function podsIn(object: KubernetesObject, all: readonly KubernetesObject[]): PodTemplate[] {
  return all
    .filter(({ metadata }) => metadata.namespace === object.metadata.namespace)
    .flatMap((other) => podTemplateOf(other) ?? []);
}
