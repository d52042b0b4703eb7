import type { IContainer } from 'kubernetes-models/v1/Container';
import { selects } from '../../../charts/policy/kubernetes-object.ts';
import type { KubernetesObject, Labels, Loose } from '../../../charts/policy/kubernetes-object.ts';
import type { Flow, Party } from './flow.ts';
import { commonPorts, portsOf } from './ports.ts';
import type { PolicyPort, Ports } from './ports.ts';
import { workloadsOf } from './workloads.ts';
import type { Workload } from './workloads.ts';

type Direction = 'Ingress' | 'Egress';

/** A peer of a NetworkPolicy; undefined stands for everything. */
type Peer = Loose | undefined;

/** What one rule allows one peer. */
interface Permission {
  readonly peer: Peer;
  readonly ports: readonly PolicyPort[] | undefined;
  readonly definedBy: string;
}

/**
 * Returns the flows that NetworkPolicies allow: between pods of the namespace only what both the source and the destination
 * allow. A pod that no policy selects may connect to, or be reached by, everything.
 */
export function policyFlows(objects: readonly KubernetesObject[]): Flow[] {
  const workloads = workloadsOf(objects);
  const inside = workloads.flatMap((source) =>
    workloads.filter((other) => other !== source).flatMap((other) => between(source, other, objects)),
  );
  const outside = workloads.flatMap((workload) => [
    ...external(workload, 'Egress', objects),
    ...external(workload, 'Ingress', objects),
  ]);
  return [...inside, ...outside, ...sharedFlows(objects)];
}

function between(source: Workload, destination: Workload, objects: readonly KubernetesObject[]): Flow[] {
  const leaving = permissions(source, 'Egress', objects).filter(({ peer }) =>
    isPeer(peer, destination, source, objects),
  );
  const entering = permissions(destination, 'Ingress', objects).filter(({ peer }) =>
    isPeer(peer, source, destination, objects),
  );
  const flows = leaving.flatMap((egress) =>
    entering.flatMap((ingress) =>
      commonPorts(
        ...([egress, ingress].map(({ ports }) => portsOf(ports, destination.containers)) as [Ports[], Ports[]]),
      ).map((ports) => ({
        source: party(source),
        destination: party(destination),
        ports,
        definedBy: [...new Set([egress.definedBy, ingress.definedBy])],
      })),
    ),
  );
  return flows;
}

/** Returns the flows of a workload with what is outside the namespace; rules for all pods are listed once. */
function external(workload: Workload, direction: Direction, objects: readonly KubernetesObject[]): Flow[] {
  return permissions(workload, direction, objects)
    .filter(({ definedBy }) => !isShared(definedBy, objects))
    .flatMap((permission) => externalFlows(party(workload), workload, permission, direction, objects));
}

function sharedFlows(objects: readonly KubernetesObject[]): Flow[] {
  const pods = { kind: 'pods', name: 'all pods' } as const;
  return objects
    .filter(selectsAll)
    .flatMap((policy) =>
      (['Egress', 'Ingress'] as const).flatMap((direction) =>
        rulesOf(policy, direction).flatMap((permission) =>
          externalFlows(
            pods,
            { namespace: policy.metadata.namespace ?? '', containers: [] },
            permission,
            direction,
            objects,
          ),
        ),
      ),
    );
}

function externalFlows(
  own: Party,
  home: { readonly namespace: string; readonly containers: readonly IContainer[] },
  { peer, ports, definedBy }: Permission,
  direction: Direction,
  objects: readonly KubernetesObject[],
): Flow[] {
  const other = externalParty(peer, home.namespace, objects);
  if (other === undefined) return [];
  const [source, destination] = direction === 'Egress' ? [own, other] : [other, own];
  // The containers of another namespace are not known: only numbers can be resolved.
  const containers = direction === 'Ingress' ? home.containers : [];
  return portsOf(ports, containers).map((each) => ({ source, destination, ports: each, definedBy: [definedBy] }));
}

function permissions(workload: Workload, direction: Direction, objects: readonly KubernetesObject[]): Permission[] {
  const policies = objects.filter(
    (object) =>
      object.kind === 'NetworkPolicy' &&
      object.metadata.namespace === workload.namespace &&
      typesOf(object).includes(direction) &&
      selects(object.spec?.['podSelector'], workload.pod.labels),
  );
  if (policies.length === 0) return [{ peer: undefined, ports: undefined, definedBy: 'no NetworkPolicy' }];
  return policies.flatMap((policy) => rulesOf(policy, direction));
}

function typesOf({ spec }: KubernetesObject): readonly string[] {
  return (
    (spec?.['policyTypes'] as string[] | undefined) ?? [
      'Ingress',
      ...(spec?.['egress'] === undefined ? [] : ['Egress']),
    ]
  );
}

function rulesOf({ metadata: { name }, spec }: KubernetesObject, direction: Direction): Permission[] {
  const [rules, peers] = direction === 'Egress' ? ['egress', 'to'] : ['ingress', 'from'];
  return ((spec?.[rules] ?? []) as Loose[]).flatMap((rule) => {
    const list: readonly Peer[] = (rule[peers] ?? []).length === 0 ? [undefined] : rule[peers];
    return list.map((peer) => ({ peer, ports: rule['ports'], definedBy: `NetworkPolicy ${name}` }));
  });
}

function selectsAll({ kind, spec }: KubernetesObject): boolean {
  return kind === 'NetworkPolicy' && Object.keys(spec?.['podSelector'] ?? {}).length === 0;
}

function isShared(definedBy: string, objects: readonly KubernetesObject[]): boolean {
  return objects.some((object) => selectsAll(object) && `NetworkPolicy ${object.metadata.name}` === definedBy);
}

/** Whether a peer selects the pods of a workload; pods are not addressed by IP blocks. */
function isPeer(peer: Peer, workload: Workload, home: Workload, objects: readonly KubernetesObject[]): boolean {
  if (peer === undefined) return true;
  if (peer['ipBlock'] !== undefined) return false;
  const isNamespace =
    peer['namespaceSelector'] === undefined
      ? workload.namespace === home.namespace
      : selects(peer['namespaceSelector'], namespaceLabels(workload.namespace, objects));
  return isNamespace && (peer['podSelector'] === undefined || selects(peer['podSelector'], workload.pod.labels));
}

function namespaceLabels(name: string, objects: readonly KubernetesObject[]): Labels {
  const object = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name);
  return { ...object?.metadata.labels, 'kubernetes.io/metadata.name': name };
}

/** Returns undefined for a peer within the namespace. */
function externalParty(peer: Peer, namespace: string, objects: readonly KubernetesObject[]): Party | undefined {
  if (peer === undefined) return { kind: 'anywhere', name: 'any address' };
  const { ipBlock, namespaceSelector, podSelector } = peer as {
    ipBlock?: { cidr: string; except?: readonly string[] };
    namespaceSelector?: Loose;
    podSelector?: Loose;
  };
  if (ipBlock !== undefined) {
    const { cidr, except = [] } = ipBlock;
    return { kind: 'addresses', name: except.length === 0 ? cidr : `${cidr} except ${except.join(', ')}` };
  }
  if (namespaceSelector === undefined || selects(namespaceSelector, namespaceLabels(namespace, objects)))
    return undefined;
  const pods = podSelector === undefined ? 'all pods' : `pods ${selectorText(podSelector)}`;
  return { kind: 'namespace', name: `${pods} of namespace ${selectorText(namespaceSelector)}` };
}

/** Returns `traefik` for the label with the name of a namespace or application, `key=value` for others, and `*` for an empty selector. */
function selectorText(selector: Loose): string {
  const named = ['kubernetes.io/metadata.name', 'app.kubernetes.io/name'];
  const pairs = Object.entries((selector['matchLabels'] ?? {}) as Labels).map(([key, value]) =>
    named.includes(key) ? value : `${key}=${value}`,
  );
  const expressions = (
    (selector['matchExpressions'] ?? []) as { key: string; operator: string; values?: string[] }[]
  ).map(({ key, operator, values = [] }) => [key, operator, values.join(', ')].join(' ').trim());
  return [...pairs, ...expressions].join(', ') || '*';
}

function party({ name }: Workload): Party {
  return { kind: 'workload', name };
}
