import { describe, expect, it } from '@jest/globals';
import { object, problems } from '../test/rule-problems.fixture.ts';

const ALB = 'azure-alb-external';
const APP_ROUTING = 'approuting-istio';
const URI = 'kubernetes.azure.com/tls-cert-keyvault-uri';
const ACCOUNT = 'kubernetes.azure.com/tls-cert-service-account';

const gateway = (gatewayClassName: string, { annotations, ...spec }: Record<string, unknown> = {}) =>
  object('Gateway', { metadata: { annotations }, spec: { gatewayClassName, ...spec } });

describe('controller-annotations', () => {
  it.each<[string, string, boolean]>([
    ['Ingress', 'nginx.ingress.kubernetes.io/server-snippet', true],
    ['Service', 'service.beta.kubernetes.io/azure-load-balancer-internal', true],
    ['Service', 'traefik.io/x', true],
    ['HTTPRoute', 'alb.networking.azure.io/alb-id', true],
    ['Ingress', 'nginx', false],
    ['Ingress', 'example.org/nginx', false],
    ['Ingress', 'nginxing.example.org/x', false],
    ['Ingress', 'argocd.argoproj.io/sync-wave', false],
    ['Deployment', 'nginx.ingress.kubernetes.io/server-snippet', false],
  ])('should find on a %s %s: %s', (kind, key, isFound) => {
    const checked = object(kind, { metadata: { annotations: { [key]: 'x' } } });
    expect(problems('controller-annotations', checked)).toEqual(isFound ? [`has the annotation ${key}`] : []);
  });

  it.each(['alb-name', 'alb-namespace', 'alb-id'].map((name) => `alb.networking.azure.io/${name}`))(
    'should allow %s on a Gateway of its class only',
    (key) => {
      const annotations = { [key]: 'x' };
      expect(problems('controller-annotations', gateway(ALB, { annotations }))).toEqual([]);
      expect(problems('controller-annotations', gateway('traefik', { annotations }))).toEqual([
        `has the annotation ${key}`,
      ]);
    },
  );

  it('should allow listener options and address types on a Gateway of their class only', () => {
    const listeners = [{ tls: { options: { [URI]: 'x' } } }, { tls: {} }, {}, { tls: { options: { plain: 'x' } } }];
    const addresses = [{ type: 'alb.networking.azure.io/alb-frontend' }, { type: 'IPAddress' }];
    const found = (name: string) => problems('controller-annotations', gateway(name, { listeners, addresses }));
    expect(found(ALB)).toEqual([`has ${URI}`]);
    expect(found(APP_ROUTING)).toEqual(['has alb.networking.azure.io/alb-frontend']);
    expect(found('traefik')).toEqual([`has ${URI}`, 'has alb.networking.azure.io/alb-frontend']);
    expect(problems('controller-annotations', object('Other', { spec: { listeners, addresses } }))).toEqual([]);
    expect(problems('controller-annotations', object('Gateway'))).toEqual([]);
    expect(problems('azure-alb', object('Gateway'))).toEqual([]);
    expect(problems('app-routing', object('Gateway'))).toEqual([]);
  });
});

describe('azure-alb', () => {
  const [ALB_ID, ALB_NAME, ALB_NAMESPACE] = ['alb-id', 'alb-name', 'alb-namespace'].map(
    (name) => `alb.networking.azure.io/${name}`,
  ) as [string, string, string];
  const byName = { [ALB_NAME]: 'alb', [ALB_NAMESPACE]: 'a' };
  const frontend = [{ type: 'IPAddress' }, { type: 'alb.networking.azure.io/alb-frontend' }];
  const balancer = (name: string, namespace: string, kind = 'ApplicationLoadBalancer') =>
    object(kind, { metadata: { name, namespace } });
  const missing = ['x does not reference an existing load balancer'];

  it.each<[Record<string, unknown>, ReturnType<typeof object>[], readonly string[]]>([
    [{}, [], missing],
    [{ annotations: byName }, [balancer('alb', 'a')], []],
    [{ annotations: byName }, [balancer('other', 'a'), balancer('alb', 'b'), balancer('alb', 'a', 'Gateway')], missing],
    [{ annotations: { [ALB_ID]: 'x' }, addresses: frontend }, [], []],
    [{ annotations: { [ALB_ID]: 'x' }, addresses: [{ type: 'IPAddress' }] }, [], missing],
    [{ annotations: { ...byName, [ALB_ID]: 'x' } }, [balancer('alb', 'a')], missing],
  ])('should find in %j: %j', (fields, others, expected) => {
    expect(problems('azure-alb', gateway(ALB, fields), ...others)).toEqual(expected);
    expect(problems('azure-alb', gateway('traefik', fields), ...others)).toEqual([]);
  });

  it('should require a RoutePolicy without a timeout for each route with a backend', () => {
    const checked = gateway(ALB, { annotations: { [ALB_ID]: 'x' }, addresses: frontend });
    const route = (name: string, rules?: readonly object[]) =>
      object('HTTPRoute', { metadata: { name }, spec: { rules } });
    const policy = (name: string, fields?: object) =>
      object('RoutePolicy', { spec: { targetRef: { name }, default: fields } });
    const unlimited = { timeouts: { routeTimeout: '0s' } };
    const routes = [route('a', [{}, { backendRefs: [] }]), route('redirect', [{}]), route('empty')];
    const found = (...others: ReturnType<typeof object>[]) => problems('azure-alb', checked, ...routes, ...others);
    expect(found(policy('a', unlimited))).toEqual([]);
    for (const others of [[], [policy('b', unlimited)], [policy('a')], [policy('a', {})], [object('RoutePolicy')]])
      expect(found(...others)).toEqual(['the route a has a response timeout']);
    expect(found(policy('a', { timeouts: { routeTimeout: '60s' } }))).toEqual(['the route a has a response timeout']);
    expect(problems('azure-alb', checked, object('HTTPRoute'))).toEqual([]);
  });
});

describe('app-routing', () => {
  const account = (metadata: object = {}) =>
    object('ServiceAccount', {
      metadata: {
        labels: { 'azure.workload.identity/use': 'true' },
        annotations: { 'azure.workload.identity/client-id': 'id' },
        ...metadata,
      },
    });
  const listener = (options?: object) => ({ name: 'https', protocol: 'HTTPS', tls: { options } });
  const valid = { [URI]: 'https://kiosque-1.vault.azure.net/certificates/web-1', [ACCOUNT]: 'x' };
  const missing = ['the listener https has no certificate'];
  const found = (
    gatewayClassName: string,
    listeners: readonly object[] | undefined,
    ...others: ReturnType<typeof object>[]
  ) => problems('app-routing', gateway(gatewayClassName, { listeners }), ...others);

  it.each<[object | undefined, readonly string[]]>([
    [valid, []],
    [undefined, missing],
    [{}, missing],
    [{ ...valid, [ACCOUNT]: 'y' }, missing],
    [{ [ACCOUNT]: 'x' }, missing],
    ...[
      'http://kiosque.vault.azure.net/certificates/web',
      'xhttps://kiosque.vault.azure.net/certificates/web',
      'https://kiosque.vault.azure.net/certificates/web/1234',
      'https://kiosque.vault.azure.net/secrets/web',
      'https://vault.azure.net/certificates/web',
      'https://kiosque.vault.azure.net/certificates/',
    ].map((uri): [object, readonly string[]] => [{ ...valid, [URI]: uri }, missing]),
  ])('should find in %j: %j', (options, expected) => {
    expect(found(APP_ROUTING, [listener(options), { name: 'http', protocol: 'HTTP' }], account())).toEqual(expected);
    expect(found('traefik', [listener(options)], account())).toEqual([]);
  });

  it('should require a ServiceAccount with workload identity in the same namespace', () => {
    expect(found(APP_ROUTING, undefined)).toEqual([]);
    expect(found(APP_ROUTING, [{ name: 'https', protocol: 'HTTPS' }], account())).toEqual(missing);
    for (const metadata of [
      { labels: undefined },
      { labels: { 'azure.workload.identity/use': 'false' } },
      { annotations: undefined },
      { annotations: {} },
      { namespace: 'elsewhere' },
    ])
      expect(found(APP_ROUTING, [listener(valid)], account(metadata))).toEqual(missing);
  });
});
