import { describe, expect, it } from '@jest/globals';
import { object, problems, workload } from '../test/rule-problems.fixture.ts';
import { clusterRules } from './cluster-rules.ts';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

describe('cluster rules', () => {
  it.each<[string, string | undefined, readonly string[]]>([
    ['Service', 'a', []],
    ['Service', undefined, ['sets no namespace']],
    ['Service', 'default', ['is in the namespace default']],
    ['ClusterRole', undefined, []],
    ['ClusterRole', 'a', ['is cluster-wide but sets the namespace a']],
    ['PriorityClass', 'default', ['is cluster-wide but sets the namespace default']],
    ...['Namespace', 'StorageClass', 'ClusterRoleBinding', 'PersistentVolume', 'IngressClass', 'GatewayClass'].map(
      clusterWide,
    ),
    ...['ClusterSecretStore', 'Node'].map(clusterWide),
  ])('namespace: should find in a %s in %s: %j', (kind, namespace, expected) => {
    expect(problems('namespace', object(kind, { metadata: { namespace } }))).toEqual(expected);
  });

  it.each<[readonly string[], readonly string[]]>([
    [['name', 'part-of', 'managed-by'], []],
    [['name', 'managed-by'], ['lacks app.kubernetes.io/part-of']],
    [[], ['lacks app.kubernetes.io/name, app.kubernetes.io/part-of, app.kubernetes.io/managed-by']],
  ])('labels: should find with %j: %j', (names, expected) => {
    const labels = Object.fromEntries(names.map((name) => [`app.kubernetes.io/${name}`, 'x']));
    expect(problems('labels', object('Service', { metadata: { labels } }))).toEqual(expected);
  });

  it('labels: should find an object without labels', () => {
    expect(problems('labels', object('Service'))).toHaveLength(1);
  });

  const gateway = (namespace: string, gatewayClassName = 'approuting-istio') =>
    object('Gateway', { metadata: { namespace }, spec: { gatewayClassName } });
  it.each<[string | undefined, ReturnType<typeof object>[], readonly string[]]>([
    ['restricted', [], []],
    [undefined, [], ['enforces nothing']],
    ['baseline', [], ['enforces baseline']],
    ['baseline', [gateway('a')], []],
    ['restricted', [gateway('a')], []],
    ['privileged', [gateway('a')], ['enforces privileged']],
    ['baseline', [gateway('b')], ['enforces baseline']],
    [
      'baseline',
      [gateway('a', 'other'), object('ServiceAccount', { metadata: { namespace: 'a' } })],
      ['enforces baseline'],
    ],
    ['baseline', [gateway('kiosque-test')], ['enforces baseline']],
  ])('pod-security-labels: should find with %s: %j', (level, others, expected) => {
    const labels = level === undefined ? undefined : { [ENFORCE]: level };
    const namespace = object('Namespace', { metadata: { name: 'a', labels } });
    expect(problems('pod-security-labels', namespace, ...others)).toEqual(expected);
  });

  it('pod-security-labels: should allow no workload under baseline', () => {
    const namespace = object('Namespace', { metadata: { name: 'kiosque-test', labels: { [ENFORCE]: 'baseline' } } });
    const [inside, class_] = [workload('Deployment'), gateway('kiosque-test')];
    expect(problems('pod-security-labels', namespace, class_)).toEqual([]);
    expect(problems('pod-security-labels', namespace, class_, inside)).toEqual(['enforces baseline']);
    expect(problems('pod-security-labels', object('ConfigMap'))).toEqual([]);
  });

  it.each<[object | undefined, readonly string[]]>([
    [undefined, []],
    [{ type: 'ClusterIP', externalIPs: [] }, []],
    [{ type: 'NodePort', externalIPs: ['192.0.2.1'] }, ['is of type NodePort']],
    [{ externalIPs: ['192.0.2.1'] }, ['has externalIPs']],
  ])('service-type: should find in %j: %j', (spec, expected) => {
    expect(problems('service-type', object('Service', { spec }))).toEqual(expected);
    expect(problems('service-type', object('ConfigMap', { spec }))).toEqual([]);
  });

  it.each([
    ['apps/v1', true],
    ['networking.k8s.io/v1beta1', false],
    ['resource.k8s.io/v1alpha3', false],
    ['example.org/v12beta34', false],
    ['argoproj.io/v1alpha1', true],
    ['keda.sh/v1alpha1', true],
    ['evil.argoproj.io/v1alpha1', false],
    ['example.org/v1beta1x', true],
  ])('stable-api: should accept %s: %s', (apiVersion, isStable) => {
    const checked = { ...object('Thing'), apiVersion };
    expect(problems('stable-api', checked)).toEqual(isStable ? [] : [`uses ${apiVersion}`]);
  });

  it.each<[string, object, readonly string[]]>([
    ['role-wildcards', {}, []],
    ['role-wildcards', { apiGroups: [''], resources: ['pods'], verbs: ['get'] }, []],
    ['role-wildcards', { apiGroups: ['*'] }, ['grants *']],
    ['role-wildcards', { resources: ['pods', '*'] }, ['grants *']],
    ['role-wildcards', { verbs: ['*'] }, ['grants *']],
    ['role-secrets', {}, []],
    ['role-secrets', { resources: ['secrets'], verbs: ['get', 'list'] }, ['grants get, list on secrets']],
    ['role-secrets', { resources: ['pods'], verbs: ['get'] }, []],
    ['role-secrets', { resources: ['services'], verbs: ['create'] }, []],
    ['role-secrets', { resources: ['pods'], verbs: ['create'] }, ['grants create on pods']],
  ])('%s: should find in %j: %j', (rule, granted, expected) => {
    for (const kind of ['Role', 'ClusterRole'])
      expect(problems(rule, object(kind, { rules: [granted] }))).toEqual(expected);
    expect(problems(rule, object('Role'))).toEqual([]);
    expect(problems(rule, object('Ingress', { rules: [granted] }))).toEqual([]);
  });

  it('cluster-admin: should find its bindings', () => {
    expect(problems('cluster-admin', object('RoleBinding', { roleRef: { name: 'cluster-admin' } }))).toEqual([
      'binds cluster-admin',
    ]);
    expect(problems('cluster-admin', object('RoleBinding', { roleRef: { name: 'view' } }))).toEqual([]);
    expect(problems('cluster-admin', object('Service'))).toEqual([]);
  });

  it('application-project: should find the default project', () => {
    const application = (project: string) => object('Application', { spec: { project } });
    expect(problems('application-project', application('default'))).toEqual(['uses the default project']);
    expect(problems('application-project', application('kiosque'))).toEqual([]);
    expect(problems('application-project', object('Application'))).toEqual([]);
  });

  it('unique-objects: should find objects after the first one with the same identity', () => {
    const all = [object('Service'), object('ConfigMap'), object('ConfigMap')];
    const check = clusterRules.find(({ name }) => name === 'unique-objects')?.check;
    const same = 'has the same kind and name as another object';
    expect(all.map((one) => check?.(one, all))).toEqual([[], [], [same]]);
  });

  it('secret-data: should find Secrets only', () => {
    expect(problems('secret-data', object('Secret'))).toEqual(['is a Secret']);
    expect(problems('secret-data', object('ConfigMap'))).toEqual([]);
  });
});

function clusterWide(kind: string): [string, undefined, readonly string[]] {
  return [kind, undefined, []];
}
