import type { Ports } from './ports.ts';

/**
 * What a flow connects. `pods`: all pods of the namespace; `namespace`: pods of another namespace; `addresses`: an IP block;
 * `anywhere`: any address and pod; `node`: the kubelet and the container runtime; `operator`: a controller of the cluster;
 * `host`: a host name outside the cluster.
 */
export interface Party {
  readonly kind:
    'workload' | 'pods' | 'namespace' | 'addresses' | 'anywhere' | 'node' | 'client' | 'gateway' | 'operator' | 'host';
  readonly name: string;
}

/** Connections that are possible, from the party that opens them. */
export interface Flow {
  readonly source: Party;
  readonly destination: Party;
  readonly ports: Ports;
  /** The objects without which it would not exist: `NetworkPolicy content`. */
  readonly definedBy: readonly string[];
}

/** The nodes that run the pods. */
export const NODE: Party = { kind: 'node', name: 'nodes' };

/** Returns TCP to one port. */
export function tcp(port: number): Ports {
  return { protocol: 'TCP', first: port, last: port };
}
