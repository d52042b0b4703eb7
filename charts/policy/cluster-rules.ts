import { podTemplateOf } from './kubernetes-object.ts';
import type { KubernetesObject } from './kubernetes-object.ts';
import { eachOf } from './rule.ts';
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

/** Rights, Secrets, names and namespaces. */
export const clusterRules: readonly Rule[] = [
  {
    name: 'secret-data',
    standards: ['Kiosque'],
    reason: 'Git keeps everything for ever.',
    fix: 'Render a SecretReference, and let External Secrets, Key Vault or a person fill the Secret.',
    check: eachOf('Secret', () => 'a Secret is rendered'),
  },
  {
    name: 'namespace',
    standards: ['Kiosque'],
    reason: 'Without one the object lands wherever the person who applies it happens to be.',
    fix: 'Set metadata.namespace to the namespace of the environment.',
    check: ({ kind, metadata: { namespace } }) => {
      if (CLUSTER_WIDE.includes(kind)) return namespace === undefined ? [] : [`is cluster-wide but names ${namespace}`];
      return namespace === undefined || namespace === 'default'
        ? [`is in the namespace ${namespace ?? 'of chance'}`]
        : [];
    },
  },
  {
    name: 'labels',
    standards: ['Kiosque'],
    reason: 'What cannot be selected cannot be found, counted or cleaned up.',
    fix: `Set ${LABELS.join(', ')}.`,
    check: ({ metadata: { labels = {} } }) => {
      const missing = LABELS.filter((label) => labels[label] === undefined);
      return missing.length > 0 ? [`lacks ${missing.join(', ')}`] : [];
    },
  },
  {
    name: 'pod-security-labels',
    standards: ['Kiosque'],
    reason: 'Without them the namespace accepts privileged pods.',
    fix: 'Set pod-security.kubernetes.io/enforce to restricted; to baseline where a Gateway of approuting-istio lives, and no pod of ours.',
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
    standards: ['Kiosque'],
    reason: 'A port of every node, a public address or somebody else’s address goes round the one way in.',
    fix: 'Use ClusterIP behind an Ingress or Gateway, without externalIPs.',
    check: eachOf('Service', ({ spec }) => {
      const type = (spec?.['type'] ?? 'ClusterIP') as string;
      if (type !== 'ClusterIP') return `is of type ${type}`;
      return ((spec?.['externalIPs'] ?? []) as string[]).length > 0 && 'has externalIPs';
    }),
  },
  {
    name: 'stable-api',
    standards: ['Kiosque'],
    reason: 'Alpha and beta APIs are removed by upgrades, and extensions/v1beta1 was long ago.',
    fix: 'Use the generally available version of the API.',
    check: (object) =>
      /\/v\d+(?:alpha|beta)\d+$/.test(object.apiVersion) && !/^(?:argoproj\.io|keda\.sh)\//.test(object.apiVersion)
        ? [`is of ${object.apiVersion}`]
        : [],
  },
  {
    name: 'role-wildcards',
    standards: ['CIS'],
    reason: 'A wildcard also grants what does not exist yet.',
    fix: 'List the resources and verbs.',
    check: (object) =>
      rbacRules(object)
        .filter(({ resources = [], verbs = [], apiGroups = [] }) =>
          [...resources, ...verbs, ...apiGroups].includes('*'),
        )
        .map(() => 'grants *'),
  },
  {
    name: 'role-secrets',
    standards: ['CIS'],
    reason: 'Who reads Secrets or makes pods becomes every account of the namespace.',
    fix: 'Do not grant access to secrets, nor create on pods.',
    check: (object) =>
      rbacRules(object).flatMap(({ resources = [], verbs = [] }) => [
        ...(resources.includes('secrets') ? [`grants ${verbs.join(', ')} on secrets`] : []),
        ...(resources.includes('pods') && verbs.includes('create') ? ['grants create on pods'] : []),
      ]),
  },
  {
    name: 'cluster-admin',
    standards: ['CIS'],
    reason: 'cluster-admin may do everything, everywhere.',
    fix: 'Bind a role with the rights that are needed.',
    check: (object) => {
      const role = object['roleRef'] as { name?: string } | undefined;
      return role?.name === 'cluster-admin' ? ['binds cluster-admin'] : [];
    },
  },
  {
    name: 'application-project',
    standards: ['Kiosque'],
    reason: 'The default project of Argo CD may touch every namespace of every cluster.',
    fix: 'Set spec.project to a project with a list of destinations and of kinds.',
    check: eachOf('Application', ({ spec }) => spec?.['project'] === 'default' && 'is of the default project'),
  },
];

function rbacRules(object: KubernetesObject): readonly RbacRule[] {
  const isRole = object.kind === 'Role' || object.kind === 'ClusterRole';
  return isRole ? ((object['rules'] ?? []) as RbacRule[]) : [];
}
