import { budgetProblems } from '../policy/relation-rules.ts';
import { neighbours, subjectOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { quantity } from '../policy/quantity.ts';
import type { FieldChange } from './change.ts';

/** One object before and after, and all that is applied with it. */
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

/** What is lost with an object that is removed. */
const MISSED: Readonly<Record<string, string>> = {
  Namespace: 'everything in it is deleted with it',
  PersistentVolumeClaim: 'its data may be deleted with it',
  Service: 'whatever calls it by name gets no answer',
  ServiceAccount: 'the federated credential names it, so pods under another name lose their identity',
  PriorityClass: 'new pods that name it are refused',
  Ingress: 'readers no longer get in by it',
  Gateway: 'readers no longer get in by it, and its address may be given away',
  HTTPRoute: 'readers no longer get in by it',
  Application: 'Argo CD no longer delivers the environment',
};

/** Why a change may hurt; empty when it is harmless. */
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
    .map(({ path }) => `${path} is immutable: the API server refuses the change`);
}

function selectors({ now, fields }: Difference): string[] {
  if (now?.kind !== 'Service') return [];
  return fields
    .filter(({ path }) => path.startsWith('spec.selector'))
    .map(({ path }) => `${path} changes: until both roll out, the Service selects no pod`);
}

function lowered({ now, fields }: Difference): string[] {
  if (now?.kind !== 'ResourceQuota') return [];
  return fields
    .filter(({ path }) => path.startsWith('spec.hard.'))
    .filter(({ before, after }) => after !== undefined && (before === undefined || quantity(after) < quantity(before)))
    .map(({ path }) => `${path} is lowered: pods that are gone may not come back`);
}

function identity({ fields }: Difference): string[] {
  return fields
    .filter(({ path }) => path.endsWith('.serviceAccountName') || path.endsWith('workload.identity/client-id'))
    .filter(({ before }) => before !== undefined)
    .map(({ path }) => `${path} changes: the federated credential must exist under the new name first`);
}

/** A budget may be unchanged while the autoscaler's minimum below it is not. */
function evictions({ now, all }: Difference): string[] {
  if (now?.kind === 'PodDisruptionBudget') return budgetProblems(now, all);
  if (now?.kind !== 'HorizontalPodAutoscaler') return [];
  return neighbours(now, all, 'PodDisruptionBudget').flatMap((budget) =>
    budgetProblems(budget, all).map((problem) => `with it ${subjectOf(budget)} ${problem}`),
  );
}
