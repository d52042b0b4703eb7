import type { Deployed } from './deployed.ts';
import { grouped } from './groups.ts';
import type { Grouped, GroupFlow, WorkloadGroup } from './groups.ts';
import { hostsOf, meaningOf } from './hosts.ts';
import { flowchart } from './mermaid.ts';
import type { Edge, Node } from './mermaid.ts';

/** What the diagram of containers leaves out: the platform, and the internet, of which it shows the hosts. */
const PLATFORM = ['nodes', 'name service', 'registry', 'vault', 'External Secrets', 'Prometheus', 'internet'];

/** Returns the containers of an environment, what they exchange, and the hosts that they use. */
export function containersDiagram(deployed: Deployed): string {
  const all = grouped(deployed);
  const isShown = (name: string) => !PLATFORM.includes(name);
  const hosts = [...Map.groupBy(hostsOf(deployed.objects), meaningOf)];
  const flows = all.flows.filter(({ from, to }) => isShown(from) && isShown(to));
  const users = ({ members }: WorkloadGroup, meaning: string) =>
    hosts.some(
      ([each, list]) =>
        each === meaning && list.some(({ usedBy }) => members.some(({ name }) => usedBy.includes(name))),
    );
  return chart(
    all.groups,
    [
      ...outsideNodes(all, flows),
      ...hosts.map(([name, list]): Node => ({
        name,
        lines: [name, ...new Set(list.map(({ host }) => host))],
        shape: 'outside',
      })),
    ],
    [
      ...flows.map((flow) => ({ from: flow.from, to: flow.to, label: flow.purposes.join('; ') })),
      ...hosts.flatMap(([to, list]) =>
        all.groups
          .filter((group) => users(group, to))
          .map((group) => ({ from: group.name, to, label: [...new Set(list.map(({ port }) => port))].join(', ') })),
      ),
    ],
  );
}

/** Returns who may connect to the pods from outside the namespace, with the ports of the flow matrix. */
export function incomingDiagram(deployed: Deployed): string {
  return networkDiagram(deployed, ({ from, to }, isOutside) => isOutside(from) && (!isOutside(to) || to === 'gateway'));
}

/** Returns what the pods may connect to, and what the platform connects to for them, with the ports of the flow matrix. */
export function outgoingDiagram(deployed: Deployed): string {
  return networkDiagram(deployed, ({ from, to }, isOutside) => !isOutside(from) || (isOutside(to) && to !== 'gateway'));
}

function networkDiagram(
  deployed: Deployed,
  isShown: (flow: GroupFlow, isOutside: (name: string) => boolean) => boolean,
): string {
  const all = grouped(deployed);
  const flows = all.flows.filter((flow) => isShown(flow, (name) => all.outside.some((each) => each.name === name)));
  const used = new Set(flows.flatMap(({ from, to }) => [from, to]));
  return chart(
    all.groups.filter(({ name }) => used.has(name)),
    outsideNodes(all, flows),
    flows.map(({ from, to, ports }) => ({ from, to, label: ports.join(', ') })),
    deployed.environment.namespace,
  );
}

/** The frame of a namespace pushes what it connects to into a corner: it helps only if there is little of that. */
function chart(
  groups: readonly WorkloadGroup[],
  outside: readonly Node[],
  edges: readonly Edge[],
  namespace?: string,
): string {
  const all: readonly Node[] = edges.some(({ from }) => from === ALL_PODS)
    ? [{ name: ALL_PODS, lines: [ALL_PODS] }]
    : [];
  const pods = [...groups.map((group) => groupNode(group)), ...all];
  return flowchart({
    direction: 'LR',
    nodes: namespace === undefined ? [...pods, ...outside] : outside,
    groups: namespace === undefined ? [] : [{ name: namespace, title: `namespace ${namespace}`, nodes: pods }],
    edges,
  });
}

const ALL_PODS = 'all pods';

function outsideNodes({ outside }: Grouped, flows: readonly GroupFlow[]): Node[] {
  return outside
    .filter(({ name }) => flows.some(({ from, to }) => from === name || to === name))
    .map(({ name, addresses }) => ({
      name,
      lines: [name, ...addresses],
      shape: name === 'clients' ? 'person' : 'outside',
    }));
}

/** Returns the node of workloads that differ only in their names. */
export function groupNode({ name, members, image }: WorkloadGroup, more?: readonly string[]): Node {
  const kinds = [...new Set(members.map(({ kind }) => kind))].join(', ');
  return {
    name,
    lines: [...members.map((each) => each.name), ...(more ?? [kinds, `image ${image}`])],
    shape: kinds === 'StatefulSet' ? 'store' : 'box',
  };
}
