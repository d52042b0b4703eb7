import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { containersOf, neighbours, podTemplateOf, selects, subjectOf } from '../kubernetes-object.ts';
import type { KubernetesObject, Loose } from '../kubernetes-object.ts';
import { quantity } from '../quantity.ts';
import { rules } from '../rules.ts';
import type { Contradictions } from './answer.ts';

/** Violations of these rules of the policy. */
export function unbroken(...names: readonly string[]): Contradictions {
  return (objects) =>
    rules
      .filter(({ name }) => names.includes(name))
      .flatMap(({ check }) =>
        objects.flatMap((object) => check(object, objects).map((words) => `${subjectOf(object)} ${words}`)),
      );
}

/** Objects for which `words` returns a finding. */
export function eachObject(
  words: (object: KubernetesObject, all: readonly KubernetesObject[]) => string | false,
): Contradictions {
  return (objects) =>
    objects.flatMap((object) => {
      const found = words(object, objects);
      return found === false ? [] : [`${subjectOf(object)} ${found}`];
    });
}

/** All objects of a kind. */
export function none(kind: string): Contradictions {
  return eachObject((object) => object.kind === kind && 'is rendered');
}

/** Pods for which `words` returns a finding. */
export function eachPodField(words: (spec: IPodSpec, object: KubernetesObject) => string | false): Contradictions {
  return eachObject((object) => {
    const pod = podTemplateOf(object);
    return pod !== undefined && words(pod.spec, object);
  });
}

/** Containers for which `words` returns a finding. */
export function eachContainer(
  words: (container: IContainer, object: KubernetesObject, all: readonly KubernetesObject[]) => string | false,
): Contradictions {
  return eachObject((object, all) => {
    const pod = podTemplateOf(object);
    const found = pod ? containersOf(pod.spec).map((container) => words(container, object, all)) : [];
    return found.find((each) => each !== false) ?? false;
  });
}

/** Containers whose limit does not exceed their request. */
export function limitsAtRequests(...resources: readonly string[]): Contradictions {
  return eachContainer(({ resources: { requests = {}, limits = {} } = {} }) => {
    const equal = resources.filter((resource) => quantity(limits[resource]) <= quantity(requests[resource]));
    return equal.length > 0 && `cannot use more ${equal.join(', ')} than it requests`;
  });
}

/** Variables that use valueFrom, or a ConfigMap that is not rendered. */
export const variablesFromElsewhere = eachContainer(({ env = [], envFrom = [] }, object, all) => {
  const single = env.filter(({ valueFrom }) => valueFrom !== undefined).map(({ name }) => name);
  const known = neighbours(object, all, 'ConfigMap').map(({ metadata }) => metadata.name);
  const missing = envFrom
    .flatMap(({ configMapRef }) => configMapRef?.name ?? [])
    .filter((name) => !known.includes(name));
  return single.length + missing.length > 0 && `reads ${[...single, ...missing].join(', ')} from elsewhere`;
});

/** Variables that refer to a key of a Secret. */
export const secretKeyRefs = eachContainer(
  ({ env = [] }) => env.some(({ valueFrom }) => valueFrom?.secretKeyRef !== undefined) && 'refers to a key of a Secret',
);

/** Peers of network policies that have only labels but match no pods of the namespace. */
export const danglingPeers = eachObject((object, all) => {
  if (object.kind !== 'NetworkPolicy') return false;
  const { ingress = [], egress = [] } = (object.spec ?? {}) as {
    ingress?: { from?: Loose[] }[];
    egress?: { to?: Loose[] }[];
  };
  const peers = [...ingress.flatMap(({ from }) => from ?? []), ...egress.flatMap(({ to }) => to ?? [])];
  const pods = all
    .filter(({ metadata }) => metadata.namespace === object.metadata.namespace)
    .flatMap((other) => podTemplateOf(other) ?? []);
  return (
    peers
      .filter(({ podSelector, namespaceSelector }) => podSelector !== undefined && namespaceSelector === undefined)
      .some(({ podSelector }) => !pods.some(({ labels }) => selects(podSelector as Loose, labels))) &&
    'names a peer that is not rendered'
  );
});

/** StatefulSets whose pods are not selected by a PodDisruptionBudget. */
export const unbudgetedStatefulSets = eachObject((object, all) => {
  if (object.kind !== 'StatefulSet') return false;
  const { labels = {} } = podTemplateOf(object) ?? {};
  const budgets = neighbours(object, all, 'PodDisruptionBudget');
  return !budgets.some(({ spec }) => selects(spec?.['selector'] as Loose, labels)) && 'has no PodDisruptionBudget';
});

/** StatefulSets with more than one pod. */
export const severalPods = eachObject(
  ({ kind, spec }) => kind === 'StatefulSet' && spec?.['replicas'] !== 1 && `has ${String(spec?.['replicas'])} pods`,
);

/** StatefulSets whose serviceName is not a rendered Service. */
export const namelessStatefulSets = eachObject((object, all) => {
  const known = neighbours(object, all, 'Service').map(({ metadata }) => metadata.name);
  return object.kind === 'StatefulSet' && !known.includes(String(object.spec?.['serviceName'])) && 'has no Service';
});

/** Label values of objects and pods that the API server would reject. */
export const wrongLabelValues = eachObject((object) => {
  const labels = { ...object.metadata.labels, ...podTemplateOf(object)?.labels };
  const wrong = Object.values(labels).filter((value) => !/^(?:[A-Za-z\d](?:[\w.-]{0,61}[A-Za-z\d])?)?$/.test(value));
  return wrong.length > 0 && `has the invalid label value ${wrong.join(', ')}`;
});
