/** A kind of the API server. */
export interface ApiResource {
  /** `apps/v1`, or `v1` of the core group. */
  readonly groupVersion: string;
  readonly kind: string;
  /** Its name in paths: `deployments`. */
  readonly name: string;
  readonly namespaced: boolean;
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  v1: [
    ...[
      'Namespace*',
      'ConfigMap',
      'Secret',
      'Service',
      'ServiceAccount',
      'Pod',
      'Event',
      'LimitRange',
      'ResourceQuota',
    ],
    ...['PersistentVolume*', 'PersistentVolumeClaim'],
  ],
  'apps/v1': ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet', 'ControllerRevision'],
  'argoproj.io/v1alpha1': ['Application'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'batch/v1': ['CronJob', 'Job'],
  'policy/v1': ['PodDisruptionBudget'],
  'networking.k8s.io/v1': ['NetworkPolicy', 'Ingress'],
  'scheduling.k8s.io/v1': ['PriorityClass*'],
  'alb.networking.azure.io/v1': ['ApplicationLoadBalancer', 'RoutePolicy'],
  'azmonitoring.coreos.com/v1': ['PodMonitor'],
  'external-secrets.io/v1': ['ExternalSecret', 'SecretStore'],
  'gateway.networking.k8s.io/v1': ['Gateway', 'HTTPRoute'],
};

/** The kinds that the manifests and kubectl need; a star marks cluster-wide ones. The operators of those that are not Kubernetes' own do nothing. */
export const API_RESOURCES: readonly ApiResource[] = Object.entries(KINDS).flatMap(([groupVersion, kinds]) =>
  kinds.map((marked) => {
    const kind = marked.replace('*', '');
    return { groupVersion, kind, name: plural(kind.toLowerCase()), namespaced: kind === marked };
  }),
);

/** The collection of a kind, by its place in a path. */
export function resourceNamed(groupVersion: string, name: string): ApiResource | undefined {
  return API_RESOURCES.find((known) => known.groupVersion === groupVersion && known.name === name);
}

function plural(word: string): string {
  if (word.endsWith('s')) return `${word}es`;
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
