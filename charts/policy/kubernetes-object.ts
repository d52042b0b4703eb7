import { loadAll } from 'js-yaml';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';

/** A manifest as YAML gives it: what every kind has, and whatever else this one has. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  // Each rule looks at the fields of the kinds it is about; the schemas have checked their types.
  readonly spec?: Loose;
  readonly [field: string]: unknown;
}

/** Labels or annotations. */
export type Labels = Readonly<Record<string, string>>;

/** Fields of an object whose kind decides their types. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Loose = Readonly<Record<string, any>>;

/** The pods that an object makes: a Pod, or the template of a workload. */
export interface PodTemplate {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: IPodSpec;
}

const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'];

/** Undefined for objects that make no pods. */
export function podTemplateOf(object: KubernetesObject): PodTemplate | undefined {
  const template = templateOf(object);
  if (template?.spec === undefined) return undefined;
  return {
    labels: template.metadata?.labels ?? {},
    annotations: template.metadata?.annotations ?? {},
    spec: template.spec,
  };
}

function templateOf(object: KubernetesObject): IPodTemplateSpec | undefined {
  if (object.kind === 'Pod') return object as unknown as IPodTemplateSpec;
  const { spec } = object;
  if (object.kind === 'CronJob')
    return (spec?.['jobTemplate'] as { spec?: { template?: IPodTemplateSpec } } | undefined)?.spec?.template;
  return WORKLOADS.includes(object.kind) ? (spec?.['template'] as IPodTemplateSpec | undefined) : undefined;
}

/** Containers of every sort: an init or debugging container can do as much harm. */
export function containersOf(spec: IPodSpec): readonly IContainer[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...((spec.ephemeralContainers ?? []) as IContainer[])];
}

/** Whether labels fit a selector; an empty selector fits all, and `undefined` fits nothing. */
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

/** Objects of a kind in the namespace of another object. */
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

/** The documents of a YAML stream that are not empty. */
export function documentsOf(text: string): unknown[] {
  return loadAll(text).filter((document) => document !== null && document !== undefined);
}

/** Whether a document has what every Kubernetes object has. */
export function isKubernetesObject(document: unknown): document is KubernetesObject {
  const { apiVersion, kind, metadata } = Object(document) as Partial<KubernetesObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
}
