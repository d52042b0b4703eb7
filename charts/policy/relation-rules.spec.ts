import { describe, expect, it } from '@jest/globals';
import { object, problems, workload } from '../test/rule-problems.fixture.ts';

const PORTS = [
  { name: 'main', ports: [{ containerPort: 3000, name: 'http' }, { containerPort: 9090 }] },
  { name: 'sidecar' },
];
const deployment = workload('Deployment', {}, PORTS);

describe('rules on references to pods', () => {
  it.each<[object, readonly string[]]>([
    [{}, ['selects no pod']],
    [{ selector: { app: 'y' } }, ['selects no pod']],
    [{ selector: { app: 'x' } }, []],
    [{ selector: { app: 'x' }, ports: [{ port: 3000 }, { port: 80, targetPort: 'http' }] }, []],
    [{ selector: { app: 'x' }, ports: [{ port: 80, targetPort: 3000 }] }, []],
    [
      { selector: { app: 'x' }, ports: [{ port: 80 }, { port: 3000, targetPort: 'https' }] },
      ['targets the port 80, which its pods do not have', 'targets the port https, which its pods do not have'],
    ],
  ])('dangling-service: should find in %j: %j', (spec, expected) => {
    const other = object('Deployment', { metadata: { namespace: 'elsewhere' }, spec: deployment.spec });
    const checked =
      'selector' in spec ? object('Service', { spec }) : object('Service', { spec: { selector: { a: 'b' } } });
    expect(problems('dangling-service', checked, deployment)).toEqual(expected);
    expect(problems('dangling-service', checked, other)).toEqual(['selects no pod']);
  });

  it.each<[object, boolean]>([
    [{}, false],
    [{ podSelector: {} }, false],
    [{ podSelector: { matchLabels: { app: 'x' } } }, false],
    [{ podSelector: { matchLabels: { app: 'y' } } }, true],
  ])('dangling-network-policy: should find in %j: %s', (spec, isFound) => {
    const expected = isFound ? ['selects no pod'] : [];
    const other = object('Deployment', { spec: { template: { spec: { containers: [] } } } });
    expect(problems('dangling-network-policy', object('NetworkPolicy', { spec }), deployment, other)).toEqual(expected);
    expect(problems('dangling-network-policy', object('NetworkPolicy'))).toEqual([]);
  });

  it('isolated-pod: should require policies for both directions, on these pods, in this namespace', () => {
    const policy = (podSelector: object, policyTypes?: readonly string[], namespace = 'kiosque-test') =>
      object('NetworkPolicy', { metadata: { namespace }, spec: { podSelector, policyTypes } });
    const [ingress, egress] = ['no NetworkPolicy restricts its Ingress', 'no NetworkPolicy restricts its Egress'];
    const found = (...policies: ReturnType<typeof policy>[]) => problems('isolated-pod', deployment, ...policies);
    expect(found()).toEqual([ingress, egress]);
    expect(found(policy({}))).toEqual([ingress, egress]);
    expect(found(policy({}, ['Ingress', 'Egress']))).toEqual([]);
    expect(found(policy({}, ['Ingress']), policy({ matchLabels: { app: 'x' } }, ['Egress']))).toEqual([]);
    expect(found(policy({}, ['Egress']))).toEqual([ingress]);
    expect(found(policy({ matchLabels: { app: 'y' } }, ['Ingress', 'Egress']))).toEqual([ingress, egress]);
    expect(found(policy({}, ['Ingress', 'Egress'], 'elsewhere'), object('NetworkPolicy'))).toEqual([ingress, egress]);
  });

  it.each<[object | undefined, readonly string[]]>([
    [undefined, []],
    [{ selector: { matchLabels: { app: 'x' } }, podMetricsEndpoints: [{ port: 'http' }] }, []],
    [
      { selector: { matchLabels: { app: 'x' } }, podMetricsEndpoints: [{ port: 'management' }, {}] },
      ['scrapes port management, which no selected pod has', 'scrapes port , which no selected pod has'],
    ],
    [
      { selector: { matchLabels: { app: 'y' } }, podMetricsEndpoints: [{ port: 'http' }] },
      ['scrapes port http, which no selected pod has'],
    ],
  ])('dangling-pod-monitor: should find in %j: %j', (spec, expected) => {
    expect(problems('dangling-pod-monitor', object('PodMonitor', { spec }), deployment)).toEqual(expected);
  });

  it('missing-service-account: should find an account that is not in the namespace', () => {
    const uses = (serviceAccountName?: string) =>
      workload('Deployment', { template: { spec: { containers: [], serviceAccountName } } });
    const account = (namespace: string) => object('ServiceAccount', { metadata: { name: 'a', namespace } });
    const missing = ['runs as the ServiceAccount a, which does not exist'];
    expect(problems('missing-service-account', object('Service'))).toEqual([]);
    expect(problems('missing-service-account', uses())).toEqual([]);
    expect(problems('missing-service-account', uses('default'))).toEqual([]);
    expect(problems('missing-service-account', uses('a'))).toEqual(missing);
    expect(problems('missing-service-account', uses('a'), account('kiosque-test'))).toEqual([]);
    expect(problems('missing-service-account', uses('a'), account('elsewhere'), object('ServiceAccount'))).toEqual(
      missing,
    );
  });
});

describe('rules on autoscalers', () => {
  const autoscaler = (scaleTargetRef?: object) => object('HorizontalPodAutoscaler', { spec: { scaleTargetRef } });
  const fixed = workload('Deployment', { replicas: 3 });

  it.each<[object | undefined, readonly string[], readonly string[]]>([
    [{ kind: 'Deployment', name: 'x' }, [], ['scales the Deployment x, which sets replicas to 3']],
    [{ kind: 'Deployment', name: 'y' }, ['scales the Deployment y, which does not exist'], []],
    [{ kind: 'StatefulSet', name: 'x' }, ['scales the StatefulSet x, which does not exist'], []],
    [undefined, ['scales the  , which does not exist'], []],
  ])('should find for %j: %j and %j', (target, dangling, replicas) => {
    expect(problems('dangling-autoscaler', autoscaler(target), fixed)).toEqual(dangling);
    expect(problems('replicas-under-autoscaler', autoscaler(target), fixed)).toEqual(replicas);
  });

  it('should accept a workload without replicas, and an autoscaler without a target', () => {
    const target = { kind: 'Deployment', name: 'x' };
    for (const other of [deployment, object('Deployment')])
      expect(problems('replicas-under-autoscaler', autoscaler(target), other)).toEqual([]);
    const empty = object('HorizontalPodAutoscaler');
    expect(problems('replicas-under-autoscaler', empty, fixed)).toEqual([]);
    expect(problems('dangling-autoscaler', empty, fixed)).toHaveLength(1);
  });
});

describe('rules on routes', () => {
  const service = object('Service', { spec: { ports: [{ port: 80, name: 'http' }, { port: 81 }] } });
  const route = (...backendRefs: object[]) => object('HTTPRoute', { spec: { rules: [{ backendRefs }, {}] } });
  const ingress = (...ports: object[]) => {
    const paths = ports.map((port) => ({ backend: { service: { name: 'x', port } } }));
    return object('Ingress', { spec: { rules: [{ http: { paths } }, { http: {} }, {}] } });
  };
  const missing = (port: number | string, name = 'x'): string =>
    `routes to port ${String(port)} of the Service ${name}, which does not exist`;

  it.each<[ReturnType<typeof route>, readonly string[]]>([
    [route({ name: 'x', port: 80 }, { name: 'x', port: 81 }), []],
    [route({ name: 'x', port: 82 }, { name: 'y', port: 80 }), [missing(82), missing(80, 'y')]],
    [ingress({ number: 80 }, { name: 'http' }), []],
    [ingress({ number: 82 }, { name: 'https' }, {}), [missing(82), missing('https'), missing('')]],
    [object('HTTPRoute'), []],
    [object('Ingress'), []],
    [object('GRPCRoute', { spec: route({ name: 'y', port: 1 }).spec }), []],
    [object('Other', { spec: ingress({ number: 1 }).spec }), []],
  ])('dangling-ingress: should find in %j: %j', (checked, expected) => {
    expect(problems('dangling-ingress', checked, object('Service', { metadata: { name: 'z' } }), service)).toEqual(
      expected,
    );
  });

  it('dangling-ingress: should find a Service without ports, or in another namespace', () => {
    const elsewhere = object('Service', { metadata: { namespace: 'elsewhere' }, spec: service.spec });
    const checked = route({ name: 'x', port: 80 });
    for (const other of [object('Service'), object('Service', { spec: {} }), elsewhere])
      expect(problems('dangling-ingress', checked, other)).toEqual([missing(80)]);
  });

  it.each<[object | undefined, readonly string[]]>([
    [undefined, ['has no ingressClassName']],
    [{ ingressClassName: 'traefik', rules: [{ host: 'a' }, { host: 'b' }], tls: [{}, { hosts: ['a', 'b'] }] }, []],
    [
      { ingressClassName: 'traefik', rules: [{ host: 'a' }, { host: 'b' }], tls: [{ hosts: ['a'] }] },
      ['has no certificate for b'],
    ],
    [{ rules: [{}] }, ['has no ingressClassName', 'has no certificate for any host']],
  ])('ingress-host: should find in %j: %j', (spec, expected) => {
    expect(problems('ingress-host', object('Ingress', { spec }))).toEqual(expected);
    expect(problems('ingress-host', object('HTTPRoute', { spec }))).toEqual([]);
  });
});
