import { describe, expect, it } from '@jest/globals';
import { containerProblem, object, pod, problems, workload } from '../test/rule-problems.fixture.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('deployment safeguards on containers', () => {
  it.each<[string, object, string | undefined]>([
    ['resource-requests', {}, 'requests nothing of CPU'],
    ['resource-requests', { resources: {} }, 'requests nothing of CPU'],
    ['resource-requests', { resources: { requests: { cpu: '99m', memory: '1Gi' } } }, 'requests 99m of CPU'],
    ['resource-requests', { resources: { requests: { cpu: '100m', memory: '99Mi' } } }, 'requests 99Mi of memory'],
    ['resource-requests', { resources: { requests: { cpu: 1 } } }, 'requests nothing of memory'],
    ['resource-requests', { resources: { requests: { cpu: 0.1, memory: '100Mi' } } }, undefined],
    ['resource-limits', {}, 'has no limit for cpu and memory'],
    ['resource-limits', { resources: { limits: { cpu: 1 } } }, 'has no limit for memory'],
    ['resource-limits', { resources: { limits: { cpu: 1, memory: '1Gi' } } }, undefined],
    ['resource-limits', bounded({ cpu: '1', memory: '1Gi' }, { cpu: '1', memory: '1Gi' }), undefined],
    [
      'resource-limits',
      bounded({ cpu: '1001m', memory: '1Gi' }, { cpu: 1, memory: '1Gi' }),
      'has a limit for cpu below its request',
    ],
    [
      'resource-limits',
      bounded({ cpu: 2, memory: '2Gi' }, { cpu: 1, memory: '1Gi' }),
      'has a limit for cpu and memory below its request',
    ],
    ['image-registry', {}, 'runs '],
    ['image-registry', { image: 'ghcr.io/kiosque/kiosque' }, undefined],
    ['image-registry', { image: 'kiosque2.azurecr.io/redis' }, undefined],
    ['image-registry', { image: 'docker.io/nginx' }, 'runs docker.io/nginx'],
    ['image-registry', { image: 'evil.example/ghcr.io/x' }, 'runs evil.example/ghcr.io/x'],
    ['image-registry', { image: 'evil-x.azurecr.io/x' }, 'runs evil-x.azurecr.io/x'],
    ['image-registry', { image: 'azurecr.io/x' }, 'runs azurecr.io/x'],
    ['latest-tag', {}, 'runs '],
    ['latest-tag', { image: 'ghcr.io/x:latest' }, 'runs ghcr.io/x:latest'],
    ['latest-tag', { image: `ghcr.io/x:latest@${DIGEST}` }, `runs ghcr.io/x:latest@${DIGEST}`],
    ['latest-tag', { image: 'ghcr.io/x' }, 'runs ghcr.io/x'],
    ['latest-tag', { image: 'ghcr.io:5000/x' }, 'runs ghcr.io:5000/x'],
    ['latest-tag', { image: 'ghcr.io/x:1.2-latest' }, undefined],
    ['latest-tag', { image: `ghcr.io/x@${DIGEST}` }, undefined],
  ])('%s: should find in %j: %s', (rule, container, expected) => {
    expect(containerProblem(rule, container)).toBe(expected);
  });

  const administrator = { windowsOptions: { runAsUserName: 'ContainerAdministrator' } };
  it.each<[object | undefined, object | undefined, string | undefined]>([
    [undefined, undefined, undefined],
    [{}, {}, undefined],
    [administrator, undefined, 'runs as ContainerAdministrator'],
    [{}, administrator, 'runs as ContainerAdministrator'],
    [{ windowsOptions: { runAsUserName: 'ContainerUser' } }, administrator, undefined],
  ])('windows-administrator: should find in %j in a pod with %j: %s', (own, shared, expected) => {
    expect(containerProblem('windows-administrator', { securityContext: own }, { securityContext: shared })).toBe(
      expected,
    );
  });
});

describe('deployment safeguards on pods and objects', () => {
  it.each<[string, object | undefined, boolean]>([
    ['Deployment', {}, true],
    ['StatefulSet', {}, true],
    ['ReplicaSet', { replicas: 2 }, true],
    ['Deployment', { replicas: 1 }, false],
    ['DaemonSet', {}, false],
    ['Deployment', { template: { spec: { topologySpreadConstraints: [], affinity: {} } } }, true],
    ['Deployment', { template: { spec: { topologySpreadConstraints: [{}] } } }, false],
    ['Deployment', { template: { spec: { affinity: { podAntiAffinity: {} } } } }, false],
  ])('topology-spread: should find in a %s with %j: %s', (kind, spec, isFound) => {
    expect(problems('topology-spread', workload(kind, spec))).toHaveLength(isFound ? 1 : 0);
  });

  it('probes: should require both probes of every container, except in jobs', () => {
    const probes = { readinessProbe: {}, livenessProbe: {} };
    const containers = [{ name: 'a', ...probes }, { name: 'b', readinessProbe: {} }, { name: 'c' }];
    expect(problems('probes', workload('Deployment', {}, containers))).toEqual([
      'container "b" has no livenessProbe',
      'container "c" has no readinessProbe and no livenessProbe',
    ]);
    expect(problems('probes', workload('Job', {}, containers))).toEqual([]);
    const cronJob = { jobTemplate: { spec: { template: { spec: { containers } } } } };
    expect(problems('probes', object('CronJob', { spec: cronJob }))).toEqual([]);
  });

  it.each<[object | undefined, readonly string[]]>([
    [undefined, []],
    [{ 'app.kubernetes.io/name': 'x', 'example.org/kubernetes.azure.com': '' }, []],
    [{ 'notkubernetes.azure.com/mode': '' }, []],
    [
      { 'kubernetes.azure.com/mode': '', 'x-1.kubernetes.azure.com/a': '' },
      ['has the label kubernetes.azure.com/mode', 'has the label x-1.kubernetes.azure.com/a'],
    ],
  ])('aks-labels: should find in %j: %j', (labels, expected) => {
    expect(problems('aks-labels', object('Service', { metadata: { labels } }))).toEqual(expected);
  });

  it.each<[readonly object[] | undefined, readonly string[]]>([
    [undefined, []],
    [[{ key: 'dedicated', operator: 'Exists' }, { operator: 'Equal' }], []],
    [[{ key: 'CriticalAddonsOnly', operator: 'Equal' }], ['tolerates CriticalAddonsOnly']],
    [[{ operator: 'Exists' }], ['tolerates every taint']],
  ])('system-taints: should find in %j: %j', (tolerations, expected) => {
    expect(problems('system-taints', pod({ tolerations }))).toEqual(expected);
  });

  it.each<[unknown, readonly string[]]>([
    [undefined, []],
    [7, []],
    ['disk.csi.azure.com', []],
    ['example.org/kubernetes.io/x', []],
    ['kubernetes.io/azure-disk', ['its provisioner is kubernetes.io/azure-disk']],
  ])('csi-storage-class: should find in %j: %j', (provisioner, expected) => {
    expect(problems('csi-storage-class', object('StorageClass', { provisioner }))).toEqual(expected);
    expect(problems('csi-storage-class', object('ConfigMap', { provisioner }))).toEqual([]);
  });

  it('nodes: should find nodes only', () => {
    expect(problems('nodes', object('Node'))).toEqual(['is a Node, which must not be applied']);
    expect(problems('nodes', object('Pod'))).toEqual([]);
  });

  it('unique-service-selectors: should find the same selector in any order, in the same namespace', () => {
    const service = (name: string, selector?: object, namespace = 'a') =>
      object('Service', { metadata: { name, namespace }, spec: { selector } });
    const others = [
      service('same', { b: '2', a: '1' }),
      service('more', { a: '1', b: '2', c: '3' }),
      service('elsewhere', { a: '1', b: '2' }, 'b'),
      object('ConfigMap', { metadata: { name: 'y', namespace: 'a' }, spec: { selector: { a: '1', b: '2' } } }),
    ];
    expect(problems('unique-service-selectors', service('x', { a: '1', b: '2' }), ...others)).toEqual([
      'selects the same pods as the Service same',
    ]);
    expect(problems('unique-service-selectors', service('x'), service('y'))).toEqual([]);
    expect(problems('unique-service-selectors', object('Service'), object('Service'))).toEqual([]);
    expect(
      problems('unique-service-selectors', service('x', {}), object('Service', { metadata: { namespace: 'a' } })),
    ).toEqual(['selects the same pods as the Service x']);
  });
});

function bounded(requests: object, limits: object): object {
  return { resources: { requests, limits } };
}
