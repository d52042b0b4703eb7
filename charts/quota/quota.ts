import { mebibytes, millicores } from '../constructs/prop-checks.ts';
import type { TenancyProps } from '../constructs/tenancy/tenancy.ts';
import type { Environment } from '../environments/environment.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { footprints } from './footprint.ts';
import type { Footprint } from './footprint.ts';

/** In percent: leaves room for a manually started job or a debugging pod. */
const HEADROOM = 10;

/**
 * Returns the quota of an environment: everything its objects can run at once plus headroom, in whole cores and gibibytes.
 *
 * @throws Error if the quota exceeds the environment's share of its cluster.
 */
export function quotaOf(environment: Environment, objects: readonly KubernetesObject[]): TenancyProps['quota'] {
  const workloads = footprints(objects);
  const total = (of: (workload: Footprint) => number, unit: number): number => {
    const sum = workloads.reduce((subtotal, workload) => subtotal + of(workload), 0);
    return Math.ceil((sum * (100 + HEADROOM)) / 100 / unit);
  };
  const needed = {
    cpu: total(({ requests }) => requests.cpu, 1000),
    memory: total(({ requests }) => requests.memory, 1024),
    pods: total(({ pods }) => pods, 1),
  };
  checkShare(environment, workloads, needed);
  const storage = workloads.reduce((sum, workload) => sum + workload.storage, 0);
  return {
    cpu: { requests: String(needed.cpu), limits: String(total(({ limits }) => limits.cpu, 1000)) },
    memory: {
      requests: `${String(needed.memory)}Gi`,
      limits: `${String(total(({ limits }) => limits.memory, 1024))}Gi`,
    },
    pods: needed.pods,
    storage: `${String(Math.ceil(storage / 1024))}Gi`,
  };
}

function checkShare(
  { name, cluster, share }: Environment,
  workloads: readonly Footprint[],
  needed: { readonly cpu: number; readonly memory: number; readonly pods: number },
): void {
  const measures = [
    { of: 'CPU', needed: needed.cpu, all: millicores(cluster.cpu) / 1000, each: (w: Footprint) => w.requests.cpu },
    {
      of: 'Gi of memory',
      needed: needed.memory,
      all: mebibytes(cluster.memory) / 1024,
      each: (w: Footprint) => w.requests.memory,
    },
    { of: 'pods', needed: needed.pods, all: cluster.pods, each: (w: Footprint) => w.pods },
  ];
  const problems = measures
    .filter((measure) => measure.needed > (measure.all * share) / 100)
    .map((measure) => {
      const [most] = workloads.toSorted((a, b) => measure.each(b) - measure.each(a));
      return (
        `environment "${name}": its pods can request ${String(measure.needed)} ${measure.of} at once, ` +
        `most of it by ${most?.subject ?? ''} with ${String(most?.pods)} pods; the limit is ` +
        `${String((measure.all * share) / 100)}, its ${String(share)}% share of cluster "${cluster.name}".`
      );
    });
  if (problems.length > 0) throw new Error(problems.join('\n'));
}
