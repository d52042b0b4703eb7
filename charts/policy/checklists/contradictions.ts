import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { containersOf, neighbours, podTemplateOf, selects, subjectOf } from '../kubernetes-object.ts';
import type { KubernetesObject, Loose } from '../kubernetes-object.ts';
import { quantity } from '../quantity.ts';
import { rules } from '../rules.ts';
import type { Contradictions } from './answer.ts';

/** Whatever these rules of the policy find. */
export function unbroken(...names: readonly string[]): Contradictions {
  return (objects) =>
    rules
      .filter(({ name }) => names.includes(name))
      .flatMap(({ check }) =>
        objects.flatMap((object) => check(object, objects).map((words) => `${subjectOf(object)} ${words}`)),
      );
}

/** Objects of which `words` says something. */
export function eachObject(
  words: (object: KubernetesObject, all: readonly KubernetesObject[]) => string | false,
): Contradictions {
  return (objects) =>
    objects.flatMap((object) => {
      const found = words(object, objects);
      return found === false ? [] : [`${subjectOf(object)} ${found}`];
    });
}

/** Objects of a kind. */
export function none(kind: string): Contradictions {
  return eachObject((object) => object.kind === kind && 'is rendered');
}

/** Pods of which `words` says something. */
export function eachPodField(words: (spec: IPodSpec, object: KubernetesObject) => string | false): Contradictions {
  return eachObject((object) => {
    const pod = podTemplateOf(object);
    return pod !== undefined && words(pod.spec, object);
  });
}

/** Containers of which `words` says something. */
export function eachContainer(
  words: (container: IContainer, object: KubernetesObject, all: readonly KubernetesObject[]) => string | false,
): Contradictions {
  return eachObject((object, all) => {
    const pod = podTemplateOf(object);
    const found = pod ? containersOf(pod.spec).map((container) => words(container, object, all)) : [];
    return found.find((each) => each !== false) ?? false;
  });
}

/** Containers whose limit is not above their request. */
export function limitsAtRequests(...resources: readonly string[]): Contradictions {
  return eachContainer(({ resources: { requests = {}, limits = {} } = {} }) => {
    const equal = resources.filter((resource) => quantity(limits[resource]) <= quantity(requests[resource]));
    return equal.length > 0 && `may use no more ${equal.join(', ')} than it requests`;
  });
}

/** Variables that are read from something else one by one, or from a ConfigMap that is not rendered. */
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

/** Peers of network policies that are no pods of the same namespace, although they are given by labels alone. */
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

/** StatefulSets whose pods no PodDisruptionBudget selects. */
export const unbudgetedStatefulSets = eachObject((object, all) => {
  if (object.kind !== 'StatefulSet') return false;
  const { labels = {} } = podTemplateOf(object) ?? {};
  const budgets = neighbours(object, all, 'PodDisruptionBudget');
  return !budgets.some(({ spec }) => selects(spec?.['selector'] as Loose, labels)) && 'has no PodDisruptionBudget';
});

/** StatefulSets of more than one pod. */
export const severalPods = eachObject(
  ({ kind, spec }) => kind === 'StatefulSet' && spec?.['replicas'] !== 1 && `has ${String(spec?.['replicas'])} pods`,
);

/** StatefulSets whose serviceName is no rendered Service. */
export const namelessStatefulSets = eachObject((object, all) => {
  const known = neighbours(object, all, 'Service').map(({ metadata }) => metadata.name);
  return object.kind === 'StatefulSet' && !known.includes(String(object.spec?.['serviceName'])) && 'has no Service';
});

/** Labels of objects and pods whose value the API server would refuse. */
export const wrongLabelValues = eachObject((object) => {
  const labels = { ...object.metadata.labels, ...podTemplateOf(object)?.labels };
  const wrong = Object.values(labels).filter((value) => !/^(?:[A-Za-z\d](?:[\w.-]{0,61}[A-Za-z\d])?)?$/.test(value));
  return wrong.length > 0 && `has the label value ${wrong.join(', ')}`;
});
