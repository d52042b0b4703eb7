import { budgetProblems } from '../policy/disruption-budget.ts';
import { neighbours, subjectOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { quantity } from '../policy/quantity.ts';
import type { FieldChange } from './change.ts';

/** One object before and after, and all objects applied with it. */
export interface Difference {
  readonly old: KubernetesObject | undefined;
  readonly now: KubernetesObject | undefined;
  readonly fields: readonly FieldChange[];
  readonly all: readonly KubernetesObject[];
}

/** Fields that the API server refuses to change: the object must be deleted first. */
const IMMUTABLE: Readonly<Record<string, RegExp>> = {
  Deployment: /^spec\.selector\b/,
  DaemonSet: /^spec\.selector\b/,
  StatefulSet: /^spec\.(?:selector|serviceName|podManagementPolicy|volumeClaimTemplates)\b/,
  Job: /^spec\.(?:selector|template|completionMode)\b/,
  Service: /^spec\.(?:clusterIP|clusterIPs|ipFamilies)\b/,
  PersistentVolumeClaim: /^spec\.(?!resources\b)/,
  PriorityClass: /^(?:value|preemptionPolicy)$/,
  StorageClass: /^(?:provisioner|parameters|reclaimPolicy|volumeBindingMode)\b/,
  RoleBinding: /^roleRef\b/,
  ClusterRoleBinding: /^roleRef\b/,
};

/** The consequence of removing an object. */
const MISSED: Readonly<Record<string, string>> = {
  Namespace: 'everything in it is deleted',
  PersistentVolumeClaim: 'its data may be deleted',
  Service: 'clients can no longer resolve its name',
  ServiceAccount: 'its federated credential names it, so pods under another name lose their identity',
  PriorityClass: 'new pods that use it are rejected',
  Ingress: 'external traffic no longer reaches the services',
  Gateway: 'external traffic no longer reaches the services, and its address may be released',
  HTTPRoute: 'external traffic no longer reaches the services',
  Application: 'Argo CD no longer deploys the environment',
};

/** Returns why a change is dangerous; empty if it is harmless. */
export function dangersOf(difference: Difference): string[] {
  return [removal, immutableFields, selectors, lowered, identity, evictions].flatMap((danger) => danger(difference));
}

function removal({ old, now }: Difference): string[] {
  const missed = old && now === undefined ? MISSED[old.kind] : undefined;
  return missed === undefined ? [] : [`it is removed: ${missed}`];
}

function immutableFields({ now, fields }: Difference): string[] {
  const pattern = now && IMMUTABLE[now.kind];
  return fields
    .filter(({ path }) => pattern?.test(path))
    .map(({ path }) => `${path} is immutable: the API server rejects the change`);
}

function selectors({ now, fields }: Difference): string[] {
  if (now?.kind !== 'Service') return [];
  return fields
    .filter(({ path }) => path.startsWith('spec.selector'))
    .map(({ path }) => `${path} changes: the Service selects no pods until the rollout completes`);
}

function lowered({ now, fields }: Difference): string[] {
  if (now?.kind !== 'ResourceQuota') return [];
  return fields
    .filter(({ path }) => path.startsWith('spec.hard.'))
    .filter(({ before, after }) => after !== undefined && (before === undefined || quantity(after) < quantity(before)))
    .map(({ path }) => `${path} is lowered: pods that are deleted may not be recreated`);
}

function identity({ fields }: Difference): string[] {
  return fields
    .filter(({ path }) => path.endsWith('.serviceAccountName') || path.endsWith('workload.identity/client-id'))
    .filter(({ before }) => before !== undefined)
    .map(({ path }) => `${path} changes: the federated credential must exist under the new name first`);
}

/** A change of the autoscaler's minimum can make an unchanged budget block evictions. */
function evictions({ now, all }: Difference): string[] {
  if (now?.kind === 'PodDisruptionBudget') return budgetProblems(now, all);
  if (now?.kind !== 'HorizontalPodAutoscaler') return [];
  return neighbours(now, all, 'PodDisruptionBudget').flatMap((budget) =>
    budgetProblems(budget, all).map((problem) => `with this change ${subjectOf(budget)} ${problem}`),
  );
}
