import { neighbours, podTemplateOf, podsIn, selects } from '../kubernetes-object.ts';
import type { Loose } from '../kubernetes-object.ts';
import { quantity } from '../quantity.ts';
import { each, eachContainer, eachOf } from '../rule.ts';
import type { Check } from '../rule.ts';
import { rules } from '../rules.ts';

/** Violations of these rules of the policy. */
export function unbroken(...names: readonly string[]): Check {
  const named = rules.filter(({ name }) => names.includes(name));
  return (object, all) => named.flatMap(({ check }) => check(object, all));
}

/** Containers whose limit does not exceed their request. */
export function limitsAtRequests(...resources: readonly string[]): Check {
  return eachContainer(({ resources: { requests = {}, limits = {} } = {} }) => {
    const equal = resources.filter((resource) => quantity(limits[resource]) <= quantity(requests[resource]));
    return equal.length > 0 && `cannot use more ${equal.join(', ')} than it requests`;
  });
}

/** Variables that use valueFrom, or a ConfigMap that is not rendered. */
export const variablesFromElsewhere = eachContainer(({ env = [], envFrom = [] }, _, object, all) => {
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
export const danglingPeers = eachOf('NetworkPolicy', (object, all) => {
  const { ingress = [], egress = [] } = (object.spec ?? {}) as {
    ingress?: { from?: Loose[] }[];
    egress?: { to?: Loose[] }[];
  };
  const peers = [...ingress.flatMap(({ from }) => from ?? []), ...egress.flatMap(({ to }) => to ?? [])];
  const pods = podsIn(object, all);
  return (
    peers
      .filter(({ podSelector, namespaceSelector }) => podSelector !== undefined && namespaceSelector === undefined)
      .some(({ podSelector }) => !pods.some(({ labels }) => selects(podSelector as Loose, labels))) &&
    'names a peer that is not rendered'
  );
});

/** StatefulSets with more than one pod. */
export const severalPods = eachOf(
  'StatefulSet',
  ({ spec }) => spec?.['replicas'] !== 1 && `has ${String(spec?.['replicas'])} pods`,
);

/** StatefulSets with more than one pod, or whose serviceName is not a rendered Service. */
export const namelessStatefulSets = eachOf('StatefulSet', (object, all) => {
  const known = neighbours(object, all, 'Service').map(({ metadata }) => metadata.name);
  const nameless = !known.includes(String(object.spec?.['serviceName']));
  return [...severalPods(object, all), ...(nameless ? ['has no Service'] : [])];
});

/** Label values of objects and pods that the API server would reject. */
export const wrongLabelValues = each((object) => {
  const labels = { ...object.metadata.labels, ...podTemplateOf(object)?.labels };
  const wrong = Object.values(labels).filter((value) => !/^(?:[A-Za-z\d](?:[\w.-]{0,61}[A-Za-z\d])?)?$/.test(value));
  return wrong.length > 0 && `has the invalid label value ${wrong.join(', ')}`;
});
