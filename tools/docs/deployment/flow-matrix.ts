import { table } from '../markdown-table.ts';
import type { KubernetesObject } from '../../../charts/policy/kubernetes-object.ts';
import type { Flow } from './flow.ts';
import { monitorsOf, otherFlows } from './other-flows.ts';
import { policyFlows } from './policy-flows.ts';
import { portText } from './ports.ts';
import { purposeOf } from './purposes.ts';
import { servicePorts } from './services.ts';
import { workloadsOf } from './workloads.ts';

/** Returns every flow that the objects allow: clients first, then by source and destination. */
export function flowsOf(objects: readonly KubernetesObject[]): Flow[] {
  const kinds = ['client', 'addresses', 'namespace', 'node', 'operator', 'workload', 'pods'];
  const key = ({ source, destination, ports }: Flow): string =>
    [kinds.indexOf(source.kind), source.name, destination.name, portText(ports).padStart(5, '0'), ports.protocol].join(
      ' ',
    );
  return [...otherFlows(objects), ...policyFlows(objects)].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * Returns the flow matrix as a Markdown table.
 *
 * @throws Error if a flow has no purpose.
 */
export function flowMatrix(objects: readonly KubernetesObject[], queues: readonly string[]): string {
  const services = servicePorts(objects);
  const rows = flowsOf(objects).map((flow) => {
    const { source, destination, ports, definedBy } = flow;
    const through = services
      .filter(
        ({ workload, target }) =>
          source.kind !== 'node' &&
          destination.kind === 'workload' &&
          workload === destination.name &&
          target === ports.first,
      )
      .map(({ service, port }) => `${service}:${String(port)}`);
    return [
      ...[source.name, destination.name, portText(ports), ports.protocol, through.join(', ')],
      ...[purposeOf(flow, queues).purpose, [...definedBy, ...collectors(flow, objects)].join(', ')],
    ];
  });
  return table(['Source', 'Destination', 'Port', 'Protocol', 'Service', 'Purpose', 'Defined by'], rows);
}

function collectors({ source, destination, ports }: Flow, objects: readonly KubernetesObject[]): string[] {
  const workload = workloadsOf(objects).find(
    ({ name }) => destination.kind === 'workload' && name === destination.name,
  );
  if (source.kind !== 'namespace' || workload === undefined || ports.first === undefined) return [];
  return monitorsOf(workload, ports.first, objects);
}
