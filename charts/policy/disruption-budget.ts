import { neighbours, podsIn, selects } from './kubernetes-object.ts';
import type { KubernetesObject, Loose } from './kubernetes-object.ts';
import { eachPod } from './rule.ts';
import type { Check } from './rule.ts';

/** Returns why a PodDisruptionBudget is ineffective or blocks evictions; empty if it is correct. */
export function budgetProblems(object: KubernetesObject, all: readonly KubernetesObject[]): string[] {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy, selector } = object.spec ?? {};
  const guarded = all.filter((other) =>
    podsIn(object, [other]).some(({ labels }) => selects(selector as Loose, labels)),
  );
  if (guarded.length === 0) return ['selects no pod'];
  if (unhealthyPodEvictionPolicy !== 'AlwaysAllow') return ['blocks the eviction of unhealthy pods'];
  if (maxUnavailable === 0 || maxUnavailable === '0%') return ['allows no eviction: maxUnavailable is 0'];
  if (minAvailable === undefined && maxUnavailable === undefined)
    return ['has neither maxUnavailable nor minAvailable'];
  if (minAvailable === '100%') return ['allows no eviction: minAvailable is 100%'];
  const fewest = Math.min(...guarded.map((workload) => fewestPods(workload, all)));
  return typeof minAvailable === 'number' && minAvailable >= fewest
    ? [`allows no eviction: minAvailable is ${String(minAvailable)} of ${String(fewest)} pods`]
    : [];
}

function fewestPods(workload: KubernetesObject, all: readonly KubernetesObject[]): number {
  const autoscaler = neighbours(workload, all, 'HorizontalPodAutoscaler').find(({ spec }) => {
    const target = spec?.['scaleTargetRef'] as { name?: string } | undefined;
    return target?.name === workload.metadata.name;
  });
  return Number(autoscaler?.spec?.['minReplicas'] ?? workload.spec?.['replicas'] ?? 1);
}

/** Finds workloads of a kind whose pods no PodDisruptionBudget selects. */
export function unbudgeted(kind: 'Deployment' | 'StatefulSet'): Check {
  return eachPod(({ labels }, object, all) => {
    const budgets = neighbours(object, all, 'PodDisruptionBudget');
    const found = budgets.some(({ spec }) => selects(spec?.['selector'] as Loose, labels));
    return object.kind === kind && !found && 'no PodDisruptionBudget selects its pods';
  });
}
