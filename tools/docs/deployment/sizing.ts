import { table } from '../markdown-table.ts';
import type { KubernetesObject, Loose } from '../../../charts/policy/kubernetes-object.ts';
import { footprints } from '../../../charts/quota/footprint.ts';
import type { Deployed } from './deployed.ts';
import { perPod, replicasText, volumesOf, workloadsOf } from './workloads.ts';

/** Returns the size of an environment: requests, limits and replicas of each workload, their maximum, and the quota. */
export function sizing({ environment, objects }: Deployed): string {
  const { cluster, share, namespace } = environment;
  const mostOf = new Map(footprints(objects).map((each) => [each.subject, each]));
  const rows = workloadsOf(objects).map((workload) => [
    ...[workload.name, workload.kind, replicasText(workload)],
    ...(['cpu', 'memory', 'ephemeral-storage'] as const).map((resource) => perPod(workload, resource)),
    ...[
      volumesOf(workload.object).join(', '),
      String(mostOf.get(`${workload.kind} ${namespace}/${workload.name}`)?.pods ?? ''),
    ],
  ]);
  const { name, cpu, memory, pods } = cluster;
  return [
    'Requests and limits are per pod. The last column is the most pods at once, with those that are starting and terminating during a rollout:\n',
    table(['Workload', 'Kind', 'Replicas', 'CPU', 'Memory', 'Ephemeral storage', 'Volume', 'Most pods'], rows),
    `The cluster \`${name}\` has ${cpu} CPU, ${memory} of memory and room for ${String(pods)} pods, of which this environment may request ${String(share)} %. The namespace is limited to:\n`,
    table(['Resource', 'Quota'], quotaRows(objects)),
    'A container without limits of its own gets the default; the others must be within the range:\n',
    table(['Resource', 'Default limit', 'Default request', 'Smallest', 'Largest'], rangeRows(objects)),
  ].join('\n');
}

function quotaRows(objects: readonly KubernetesObject[]): string[][] {
  return objects
    .filter(({ kind }) => kind === 'ResourceQuota')
    .flatMap(({ spec }) => {
      const scopes = ((spec?.['scopeSelector']?.matchExpressions ?? []) as Loose[]).map(
        ({ scopeName, operator, values }) => `, ${scopeName} ${operator} ${values.join(', ')}`,
      );
      return Object.entries(spec?.['hard'] ?? {}).map(([name, hard]) => [
        `\`${name}\`${scopes.join('')}`,
        String(hard),
      ]);
    });
}

function rangeRows(objects: readonly KubernetesObject[]): string[][] {
  return objects
    .filter(({ kind }) => kind === 'LimitRange')
    .flatMap(({ spec }) => spec?.['limits'] as Loose[])
    .flatMap((limits) =>
      Object.keys(limits['default']).map((resource) => [
        resource,
        ...['default', 'defaultRequest', 'min', 'max'].map((each) => String(limits[each]?.[resource] ?? '')),
      ]),
    );
}
