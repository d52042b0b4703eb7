import { routesOf } from './addresses.ts';
import type { Deployed } from './deployed.ts';
import { grouped } from './groups.ts';
import { hostsOf, meaningOf } from './hosts.ts';
import { flowchart } from './mermaid.ts';
import type { Edge, Node } from './mermaid.ts';
import { roleOf } from './purposes.ts';

const SYSTEM = 'Kiosque';

/** Who uses what is exposed, by the role of the workload. */
const ACTORS: Readonly<Record<string, readonly (readonly [who: string, does: string])[]>> = {
  content: [['Visitors', 'read events, news and FAQ']],
  queue: [
    ['Visitors', 'take tickets'],
    ['Staff', 'call tickets'],
  ],
  'security-log': [
    ['Log collectors', 'send log lines'],
    ['Staff', 'read the security report'],
  ],
};

/** Why Kiosque has to do with what is in the cluster or in Azure. */
const SUPPORT: Readonly<Record<string, { readonly does: string; readonly isUsed?: true }>> = {
  Prometheus: { does: 'collects metrics' },
  vault: { does: 'provides secrets' },
  registry: { does: 'provides images' },
  'Blob Storage': { does: 'reads documents, writes backups', isUsed: true },
};

/**
 * Returns who uses Kiosque, and the systems it depends on.
 *
 * @throws Error if a workload is exposed for which the table of users has no entry.
 */
export function contextDiagram(deployed: Deployed): string {
  const { environment, objects } = deployed;
  const uses = usesOf(deployed);
  const hosts = [...Map.groupBy(hostsOf(objects), meaningOf)];
  const support = grouped(deployed).outside.filter(({ name }) => name in SUPPORT);
  const nodes: Node[] = [
    ...[...uses.keys()].map((name): Node => ({ name, lines: [name], shape: 'person' })),
    { name: SYSTEM, lines: [`Kiosque, ${environment.name}`, environment.host] },
    ...hosts.map(([meaning, list]): Node => ({
      name: meaning,
      lines: [meaning, ...new Set(list.map(({ host }) => host))],
      shape: 'outside',
    })),
    ...support.map(({ name, addresses }): Node => ({ name, lines: [name, ...addresses], shape: 'outside' })),
  ];
  const edges: Edge[] = [
    ...[...uses].map(([from, does]) => ({ from, to: SYSTEM, label: [...does].join(', ') })),
    ...hosts.map(([to, list]) => ({
      from: SYSTEM,
      to,
      label: `port ${[...new Set(list.map(({ port }) => port))].join(', ')}`,
    })),
    ...support.map(({ name }) => {
      const { does = '', isUsed = false } = SUPPORT[name] ?? {};
      return isUsed ? { from: SYSTEM, to: name, label: does } : { from: name, to: SYSTEM, label: does };
    }),
  ];
  return flowchart({ direction: 'LR', nodes, groups: [], edges });
}

function usesOf({ environment, objects }: Deployed): Map<string, Set<string>> {
  const uses = new Map<string, Set<string>>();
  for (const [path, service] of routesOf(objects)) {
    const actors = ACTORS[roleOf({ kind: 'workload', name: service }, environment.ticketQueues.names)];
    if (actors === undefined)
      throw new Error(
        `no users for ${service}, exposed as ${path}: add them to tools/docs/deployment/context-diagram.ts.`,
      );
    for (const [who, does] of actors) uses.set(who, (uses.get(who) ?? new Set()).add(does));
  }
  return uses;
}
