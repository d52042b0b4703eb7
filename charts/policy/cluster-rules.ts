import { identityOf, podTemplateOf } from './kubernetes-object.ts';
import type { KubernetesObject, Loose } from './kubernetes-object.ts';
import { each, eachOf } from './rule.ts';
import type { Rule } from './rule.ts';

const CLUSTER_WIDE = [
  'Namespace',
  'PriorityClass',
  'StorageClass',
  'ClusterRole',
  'ClusterRoleBinding',
  'PersistentVolume',
  'IngressClass',
  'GatewayClass',
  'ClusterSecretStore',
  'Node',
];

const LABELS = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'app.kubernetes.io/managed-by'];

interface RbacRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

/** Rules on RBAC, Secrets, names and namespaces. */
export const clusterRules: readonly Rule[] = [
  {
    name: 'secret-data',
    reason: 'Git history is permanent.',
    fix: 'Render a SecretReference, and let External Secrets, the Key Vault CSI driver or a person create the Secret.',
    check: eachOf('Secret', () => 'is a Secret'),
  },
  {
    name: 'namespace',
    reason: 'Without a namespace, the object is created in the current namespace of whoever applies it.',
    fix: 'Set metadata.namespace to the namespace of the environment.',
    check: each(({ kind, metadata: { namespace } }) => {
      if (CLUSTER_WIDE.includes(kind))
        return namespace !== undefined && `is cluster-wide but sets the namespace ${namespace}`;
      if (namespace === undefined) return 'sets no namespace';
      return namespace === 'default' && 'is in the namespace default';
    }),
  },
  {
    name: 'unique-objects',
    reason: 'The one applied last overwrites the other.',
    fix: 'Rename one of them.',
    check: each((object, all) => {
      const identity = identityOf(object);
      return (
        all.find((other) => identityOf(other) === identity) !== object && 'has the same kind and name as another object'
      );
    }),
  },
  {
    name: 'labels',
    reason: 'Objects without these labels cannot be found, counted or cleaned up.',
    fix: `Set ${LABELS.join(', ')}.`,
    check: each(({ metadata: { labels = {} } }) => {
      const missing = LABELS.filter((label) => labels[label] === undefined);
      return missing.length > 0 && `lacks ${missing.join(', ')}`;
    }),
  },
  {
    name: 'pod-security-labels',
    reason: 'Without this label, the namespace accepts privileged pods.',
    fix: 'Set pod-security.kubernetes.io/enforce to restricted, or to baseline in a namespace that contains an approuting-istio Gateway and no workloads.',
    check: eachOf('Namespace', ({ metadata: { name, labels = {} } }, all) => {
      const level = labels['pod-security.kubernetes.io/enforce'];
      const inside = all.filter(({ metadata }) => metadata.namespace === name);
      const gateway = inside.some(({ spec }) => spec?.['gatewayClassName'] === 'approuting-istio');
      const allowed =
        gateway && !inside.some((object) => podTemplateOf(object)) ? ['restricted', 'baseline'] : ['restricted'];
      return !allowed.includes(level ?? '') && `enforces ${level ?? 'nothing'}`;
    }),
  },
  {
    name: 'service-type',
    reason: 'Node ports, load balancers and external IPs bypass the Ingress or Gateway.',
    fix: 'Use ClusterIP behind an Ingress or Gateway, without externalIPs.',
    check: eachOf('Service', ({ spec }) => {
      const type = (spec?.['type'] ?? 'ClusterIP') as string;
      if (type !== 'ClusterIP') return `is of type ${type}`;
      return ((spec?.['externalIPs'] ?? []) as string[]).length > 0 && 'has externalIPs';
    }),
  },
  {
    name: 'stable-api',
    reason: 'Kubernetes upgrades remove alpha and beta APIs, as they did extensions/v1beta1.',
    fix: 'Use the generally available version of the API.',
    check: each(
      ({ apiVersion }) =>
        /\/v\d+(?:alpha|beta)\d+$/.test(apiVersion) &&
        !/^(?:argoproj\.io|keda\.sh|monitoring\.coreos\.com)\//.test(apiVersion) &&
        `uses ${apiVersion}`,
    ),
  },
  {
    name: 'role-wildcards',
    standards: ['CIS'],
    reason: 'A wildcard also grants access to resources added later.',
    fix: 'List the resources and verbs.',
    check: each(
      (object) =>
        rbacRules(object).some((rule) => [rule.resources, rule.verbs, rule.apiGroups].flat().includes('*')) &&
        'grants *',
    ),
  },
  {
    name: 'role-secrets',
    standards: ['CIS'],
    reason: 'Reading Secrets or creating pods gives access to every ServiceAccount of the namespace.',
    fix: 'Do not grant access to secrets, or create on pods.',
    check: (object) =>
      rbacRules(object).flatMap(({ resources = [], verbs = [] }) => [
        ...(resources.includes('secrets') ? [`grants ${verbs.join(', ')} on secrets`] : []),
        ...(resources.includes('pods') && verbs.includes('create') ? ['grants create on pods'] : []),
      ]),
  },
  {
    name: 'cluster-admin',
    standards: ['CIS'],
    reason: 'cluster-admin has full access to the cluster.',
    fix: 'Bind a role with only the necessary permissions.',
    check: each(({ roleRef }) => (roleRef as Loose | undefined)?.['name'] === 'cluster-admin' && 'binds cluster-admin'),
  },
  {
    name: 'application-project',
    reason: 'The default project of Argo CD can deploy to every namespace of every cluster.',
    fix: 'Set spec.project to a project that restricts destinations and kinds.',
    check: eachOf('Application', ({ spec }) => spec?.['project'] === 'default' && 'uses the default project'),
  },
];

function rbacRules(object: KubernetesObject): readonly RbacRule[] {
  const isRole = object.kind === 'Role' || object.kind === 'ClusterRole';
  return isRole ? ((object['rules'] ?? []) as RbacRule[]) : [];
}
