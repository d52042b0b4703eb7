/** Nodes of one kind in an AKS cluster. */
export interface NodePool {
  /** At most 12 lower-case letters and digits. */
  readonly name: string;
  /** Whether AKS runs its own pods here. */
  readonly mode: 'System' | 'User';
  /** Size of the virtual machines: `Standard_D8as_v5`. */
  readonly size: string;
  /** vCPU of each node. */
  readonly cpu: number;
  /** GiB of memory of each node. */
  readonly memory: number;
  /** Nodes at least and at most; the cluster autoscaler chooses between them if they differ. */
  readonly nodes: readonly [minimum: number, maximum: number];
  /** Pods on each node at most, those of AKS included. Cannot be changed. */
  readonly pods: number;
  readonly zones: readonly number[];
  /** Additional nodes, or nodes that are missing, while nodes are replaced; exactly one of them is not 0. */
  readonly upgrade: { readonly maxSurge: string; readonly maxUnavailable: string };
  /** Keeps pods of Kiosque away. */
  readonly taint?: string;
}

/** The sizes of a cluster: for trials within a quota of 4 vCPU in total, and for production, over three zones. */
export type NodeProfile = 'small' | 'standard';

/** The node pools of each profile. */
export const NODE_PROFILES: Readonly<Record<NodeProfile, readonly NodePool[]>> = {
  small: [
    {
      ...{ name: 'system', mode: 'System', size: 'Standard_D2as_v5', cpu: 2, memory: 8 },
      ...{ nodes: [2, 2], pods: 60, zones: [] },
      // An additional node would exceed the quota.
      upgrade: { maxSurge: '0', maxUnavailable: '1' },
    },
  ],
  standard: [
    {
      ...{ name: 'system', mode: 'System', size: 'Standard_D4as_v5', cpu: 4, memory: 16 },
      ...{ nodes: [3, 3], pods: 110, zones: [1, 2, 3] },
      upgrade: { maxSurge: '1', maxUnavailable: '0' },
      taint: 'CriticalAddonsOnly=true:NoSchedule',
    },
    {
      ...{ name: 'apps', mode: 'User', size: 'Standard_D8as_v5', cpu: 8, memory: 32 },
      ...{ nodes: [3, 9], pods: 110, zones: [1, 2, 3] },
      upgrade: { maxSurge: '1', maxUnavailable: '0' },
    },
  ],
};

/** What pods can request: CPU in millicores, memory in MiB. */
export interface Capacity {
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
}

/** Millicores that AKS reserves by the vCPU of a node (https://learn.microsoft.com/azure/aks/node-resource-reservations). */
const RESERVED: Readonly<Record<number, number>> = { 2: 100, 4: 140, 8: 180, 16: 260 };

/** Estimates of what pods of AKS request: on each node, and on a pool that also runs those of the cluster. */
const ON_EACH_NODE: Capacity = { cpu: 400, memory: 500, pods: 10 };
const OF_THE_CLUSTER: Capacity = { cpu: 200, memory: 1024, pods: 0 };

/** Returns what the pods of all environments can request on the most nodes of a profile. */
export function capacityOf(profile: NodeProfile): Capacity {
  const pools = NODE_PROFILES[profile].filter(({ taint }) => taint === undefined).map(capacityOfPool);
  const sum = (of: keyof Capacity): number => pools.reduce((total, pool) => total + pool[of], 0);
  return { cpu: sum('cpu'), memory: sum('memory'), pods: sum('pods') };
}

function capacityOfPool({ cpu, memory, pods, nodes: [, maximum], mode }: NodePool): Capacity {
  const mebibytes = memory * 1024;
  const reserved = Math.min(((20 * pods + 50) * 1e6) / 2 ** 20, mebibytes / 4);
  // The kubelet evicts pods when less than 100 MiB are free.
  const each = { cpu: cpu * 1000 - (RESERVED[cpu] ?? 0), memory: mebibytes - reserved - 100, pods };
  const shared = mode === 'System' ? OF_THE_CLUSTER : { cpu: 0, memory: 0, pods: 0 };
  const left = (of: keyof Capacity): number => Math.floor(maximum * (each[of] - ON_EACH_NODE[of]) - shared[of]);
  return { cpu: left('cpu'), memory: left('memory'), pods: left('pods') };
}
