import type { IContainer } from 'kubernetes-models/v1/Container';

/** Ports of one protocol; all of them if `first` is undefined. */
export interface Ports {
  readonly protocol: string;
  readonly first?: number;
  readonly last?: number;
}

/** A port of a NetworkPolicy. */
export interface PolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

/**
 * Returns the ports that a rule of a NetworkPolicy allows; a rule without ports allows all of them. Names are those of ports of the
 * destination's containers; one that they do not have allows nothing.
 */
export function portsOf(ports: readonly PolicyPort[] | undefined, destination: readonly IContainer[]): Ports[] {
  if (ports === undefined || ports.length === 0) return [{ protocol: 'any' }];
  return ports.flatMap(({ protocol = 'TCP', port, endPort }) => {
    if (port === undefined) return [{ protocol }];
    const first = typeof port === 'number' ? port : namedPort(port, destination);
    return first === undefined ? [] : [{ protocol, first, last: endPort ?? first }];
  });
}

/** Returns the number of a container port. */
export function namedPort(name: string, containers: readonly IContainer[]): number | undefined {
  return containers.flatMap(({ ports = [] }) => ports).find((port) => port.name === name)?.containerPort;
}

/** Returns the ports in both lists. */
export function commonPorts(left: readonly Ports[], right: readonly Ports[]): Ports[] {
  return left.flatMap((one) => right.flatMap((other) => intersection(one, other)));
}

function intersection(one: Ports, other: Ports): Ports[] {
  if (one.protocol !== other.protocol && one.protocol !== 'any' && other.protocol !== 'any') return [];
  const protocol = one.protocol === 'any' ? other.protocol : one.protocol;
  if (one.first === undefined) return [{ ...other, protocol }];
  if (other.first === undefined) return [{ ...one, protocol }];
  const first = Math.max(one.first, other.first);
  const last = Math.min(one.last ?? one.first, other.last ?? other.first);
  return first > last ? [] : [{ protocol, first, last }];
}

/** Returns `3000`, `8500-8599` or `any`. */
export function portText({ first, last }: Ports): string {
  if (first === undefined) return 'any';
  return last === undefined || last === first ? String(first) : `${String(first)}-${String(last)}`;
}
