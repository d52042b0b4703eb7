import { budgetProblems } from '../policy/disruption-budget.ts';
import { neighbours, subjectOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import { quantity } from '../policy/quantity.ts';

/** A field and its two values; undefined if it does not exist. */
export interface FieldChange {
  /** `spec.template.spec.containers[content].image` */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

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

/** Dangerous changes of fields, and why each is dangerous. */
const FIELDS: readonly {
  readonly why: string;
  readonly is: (field: FieldChange, now: KubernetesObject) => boolean | undefined;
}[] = [
  {
    why: 'is immutable: the API server rejects the change',
    is: ({ path }, { kind }) => IMMUTABLE[kind]?.test(path),
  },
  {
    why: 'changes: the Service selects no pods until the rollout completes',
    is: ({ path }, { kind }) => kind === 'Service' && path.startsWith('spec.selector'),
  },
  {
    why: 'is lowered: pods that are deleted may not be recreated',
    is: ({ path, before, after }, { kind }) =>
      kind === 'ResourceQuota' &&
      path.startsWith('spec.hard.') &&
      after !== undefined &&
      (before === undefined || quantity(after) < quantity(before)),
  },
  {
    why: 'changes: the federated credential must exist under the new name first',
    is: ({ path, before }) =>
      (path.endsWith('.serviceAccountName') || path.endsWith('workload.identity/client-id')) && before !== undefined,
  },
];

/** Returns why a change is dangerous; empty if it is harmless. */
export function dangersOf({ old, now, fields, all }: Difference): string[] {
  if (now === undefined) {
    const missed = old && MISSED[old.kind];
    return missed === undefined ? [] : [`it is removed: ${missed}`];
  }
  const changes = FIELDS.flatMap(({ is, why }) =>
    fields.filter((field) => is(field, now)).map(({ path }) => `${path} ${why}`),
  );
  return [...changes, ...evictions(now, all)];
}

/** A change of the autoscaler's minimum can make an unchanged budget block evictions. */
function evictions(now: KubernetesObject, all: readonly KubernetesObject[]): string[] {
  if (now.kind === 'PodDisruptionBudget') return budgetProblems(now, all);
  if (now.kind !== 'HorizontalPodAutoscaler') return [];
  return neighbours(now, all, 'PodDisruptionBudget').flatMap((budget) =>
    budgetProblems(budget, all).map((problem) => `with this change ${subjectOf(budget)} ${problem}`),
  );
}
