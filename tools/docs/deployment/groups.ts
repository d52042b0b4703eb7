import type { Deployed } from './deployed.ts';
import { flowsOf } from './flow-matrix.ts';
import { portText } from './ports.ts';
import { purposeOf, roleOf } from './purposes.ts';
import type { Party } from './flow.ts';
import { perPod, imageName, replicasText, volumesOf, workloadsOf } from './workloads.ts';
import type { Workload } from './workloads.ts';

/** Workloads that differ in nothing but their names, which diagrams show as one. */
export interface WorkloadGroup {
  /** Name in diagrams: that of the only workload, or the role. */
  readonly name: string;
  readonly members: readonly Workload[];
  readonly image: string;
  readonly replicas: string;
}

/** An arrow between two groups or parties, with the ports and purposes of all flows between them. */
export interface GroupFlow {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
  readonly purposes: readonly string[];
}

/** What is outside the namespace: `gateway`, with the addresses that stand for it. */
export interface Outside {
  readonly name: string;
  readonly addresses: readonly string[];
}

/** An environment as diagrams show it. */
export interface Grouped {
  readonly groups: readonly WorkloadGroup[];
  readonly outside: readonly Outside[];
  readonly flows: readonly GroupFlow[];
}

const ALL_PODS = 'all pods';

/** Returns the workloads of an environment, grouped, and what they connect to. */
export function grouped({ environment, objects }: Deployed): Grouped {
  const queues = environment.ticketQueues.names;
  const groups = groupsOf(workloadsOf(objects), queues);
  const flows = flowsOf(objects).map((flow) => {
    const { purpose, outside = flow.destination.name } = purposeOf(flow, queues);
    const name = (party: Party): string => {
      if (party.kind === 'workload')
        return groups.find((each) => each.members.some((one) => one.name === party.name))?.name ?? party.name;
      if (party.kind === 'client' || party.kind === 'pods' || party.kind === 'node' || party.kind === 'operator')
        return party.name;
      return outside;
    };
    const ports = `${portText(flow.ports)}${flow.ports.protocol === 'TCP' ? '' : `/${flow.ports.protocol}`}`;
    return { flow, from: name(flow.source), to: name(flow.destination), ports, purpose };
  });
  const inside = new Set([...groups.map(({ name }) => name), ALL_PODS]);
  const addresses = flows.flatMap(({ flow, from, to }) => [
    [from, flow.source.name] as const,
    [to, flow.destination.name] as const,
  ]);
  return {
    groups,
    outside: [
      ...Map.groupBy(
        addresses.filter(([name]) => !inside.has(name)),
        ([name]) => name,
      ),
    ].map(([name, pairs]) => ({
      name,
      addresses: [...new Set(pairs.map(([, address]) => address))].filter((address) => address !== name),
    })),
    flows: [...Map.groupBy(flows, ({ from, to }) => `${from} > ${to}`).values()].flatMap((group) => {
      const [first] = group;
      const unique = (values: string[]) => [...new Set(values)];
      return first === undefined
        ? []
        : [
            {
              from: first.from,
              to: first.to,
              ports: unique(group.map((one) => one.ports)),
              purposes: unique(group.map((one) => one.purpose)),
            },
          ];
    }),
  };
}

function groupsOf(workloads: readonly Workload[], queues: readonly string[]): WorkloadGroup[] {
  const image = ({ containers }: Workload) =>
    [...new Set(containers.map((each) => imageName(each.image ?? '')))].join(', ');
  const signature = (workload: Workload) =>
    [
      roleOf({ kind: 'workload', name: workload.name }, queues),
      ...[workload.kind, image(workload), replicasText(workload), perPod(workload, 'cpu'), perPod(workload, 'memory')],
      ...volumesOf(workload.object),
    ].join(' ');
  return [...Map.groupBy(workloads, signature).values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const name = members.length === 1 ? first.name : members.map((each) => each.name).join(', ');
    return [{ name, members, image: image(first), replicas: replicasText(first) }];
  });
}
