import { selects } from '../../../charts/policy/kubernetes-object.ts';
import type { KubernetesObject, Loose } from '../../../charts/policy/kubernetes-object.ts';
import { namedPort } from './ports.ts';
import { workloadsOf } from './workloads.ts';

/** One port of a Service and the workload behind it. */
export interface ServicePort {
  readonly service: string;
  readonly namespace: string;
  readonly port: number;
  readonly protocol: string;
  /** Undefined if the Service selects no pods. */
  readonly workload: string | undefined;
  /** Port of the pods; undefined for the name of a port that they do not have. */
  readonly target: number | undefined;
}

/** Returns every port of every Service, once per workload that it selects. */
export function servicePorts(objects: readonly KubernetesObject[]): ServicePort[] {
  const workloads = workloadsOf(objects);
  return objects
    .filter(({ kind }) => kind === 'Service')
    .flatMap(({ metadata: { name, namespace = '' }, spec }) => {
      const matchLabels = spec?.['selector'];
      const selected = workloads.filter(
        (each) => each.namespace === namespace && matchLabels && selects({ matchLabels }, each.pod.labels),
      );
      return ((spec?.['ports'] ?? []) as Loose[]).flatMap(({ port, targetPort = port, protocol = 'TCP' }) =>
        (selected.length === 0 ? [undefined] : selected).map((workload) => ({
          ...{ service: name, namespace, port, protocol, workload: workload?.name },
          target: typeof targetPort === 'string' ? namedPort(targetPort, workload?.containers ?? []) : targetPort,
        })),
      );
    });
}
