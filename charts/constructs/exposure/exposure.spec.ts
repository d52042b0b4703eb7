import { describe, expect, it } from '@jest/globals';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { only, synthesize } from '../../test/objects.ts';
import { LOAD_BALANCER_ID, SUBNET_ID } from '../../test/exposures.fixture.ts';
import { ID, webServiceProps } from '../../test/web-service.fixture.ts';
import { SecretReference } from '../secret-reference/secret-reference.ts';
import { WebService } from '../web-service/web-service.ts';
import type { ExposureProps } from './exposure.props.ts';
import { Exposure } from './exposure.ts';

const CERTIFICATE = 'https://kiosque-test.vault.azure.net/certificates/certificate';

const generic = (kind: 'ingress' | 'gateway') => ({ controller: 'generic', kind, className: 'traefik' }) as const;

function exposureProps(scope: Construct): Required<ExposureProps> {
  const service = new WebService(scope, 'Service', webServiceProps(scope));
  return {
    name: 'kiosque',
    namespace: 'kiosque-test',
    controller: generic('ingress'),
    host: 'kiosque.example.org',
    certificate: new SecretReference(scope, 'Certificate', {
      name: 'certificate',
      type: 'kubernetes.io/tls',
      keys: { certificate: 'certificate' },
      provider: { kind: 'manual' },
    }),
    routes: { '/': service, '/tickets': service },
  };
}

function render(change: Partial<ExposureProps>): KubernetesObject[] {
  return synthesize((scope) => new Exposure(scope, 'Exposure', { ...exposureProps(scope), ...change }));
}

describe(Exposure.name, () => {
  it('should render an Ingress with TLS and its class, without annotations', () => {
    const ingress = only(render({}), 'Ingress');
    const backend = { service: { name: 'tickets', port: { number: 80 } } };
    expect(ingress.spec).toEqual({
      ingressClassName: 'traefik',
      tls: [{ hosts: ['kiosque.example.org'], secretName: 'certificate' }],
      rules: [
        {
          host: 'kiosque.example.org',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend },
              { path: '/tickets', pathType: 'Prefix', backend },
            ],
          },
        },
      ],
    });
    expect(ingress.metadata).not.toHaveProperty('annotations');
  });

  describe('as a Gateway', () => {
    const objects = render({ controller: generic('gateway') });
    const routes = objects.filter(({ kind }) => kind === 'HTTPRoute');

    it('should render no Ingress', () => {
      expect(objects.some(({ kind }) => kind === 'Ingress')).toBe(false);
    });

    it('should listen on both ports for its host, and only accept routes of its namespace', () => {
      const gateway = only(objects, 'Gateway');
      const common = { hostname: 'kiosque.example.org', allowedRoutes: { namespaces: { from: 'Same' } } };
      expect(gateway.metadata).not.toHaveProperty('annotations');
      expect(gateway.spec).toEqual({
        gatewayClassName: 'traefik',
        listeners: [
          { name: 'http', protocol: 'HTTP', port: 80, ...common },
          {
            name: 'https',
            protocol: 'HTTPS',
            port: 443,
            tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'certificate' }] },
            ...common,
          },
        ],
      });
    });

    it('should route every path on HTTPS, and send HSTS for a year', () => {
      const set = [{ name: 'Strict-Transport-Security', value: 'max-age=31536000' }];
      const filters = [{ type: 'ResponseHeaderModifier', responseHeaderModifier: { set } }];
      const backendRefs = [{ name: 'tickets', port: 80 }];
      expect(routes[0]).toMatchObject({
        metadata: { name: 'kiosque' },
        spec: {
          parentRefs: [{ name: 'kiosque', sectionName: 'https' }],
          hostnames: ['kiosque.example.org'],
          rules: [
            { matches: [{ path: { type: 'PathPrefix', value: '/' } }], filters, backendRefs },
            { matches: [{ path: { type: 'PathPrefix', value: '/tickets' } }], filters, backendRefs },
          ],
        },
      });
    });

    it('should redirect HTTP to HTTPS permanently', () => {
      expect(routes[1]).toMatchObject({
        metadata: { name: 'kiosque-redirect' },
        spec: {
          parentRefs: [{ name: 'kiosque', sectionName: 'http' }],
          rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
        },
      });
      expect(routes).toHaveLength(2);
    });
  });

  describe('with Application Gateway for Containers', () => {
    const managed = render({
      controller: { controller: 'azure-alb', loadBalancer: { managed: { subnetId: SUBNET_ID } } },
    });
    const own = render({
      controller: { controller: 'azure-alb', loadBalancer: { id: LOAD_BALANCER_ID, frontend: 'public' } },
    });

    it('should create a load balancer in the subnet, and reference it', () => {
      expect(only(managed, 'ApplicationLoadBalancer')).toMatchObject({
        apiVersion: 'alb.networking.azure.io/v1',
        metadata: { name: 'kiosque', namespace: 'kiosque-test' },
        spec: { associations: [SUBNET_ID] },
      });
      expect(only(managed, 'Gateway')).toMatchObject({
        metadata: {
          annotations: {
            'alb.networking.azure.io/alb-name': 'kiosque',
            'alb.networking.azure.io/alb-namespace': 'kiosque-test',
          },
        },
        spec: { gatewayClassName: 'azure-alb-external' },
      });
      expect(only(managed, 'Gateway').spec).not.toHaveProperty('addresses');
    });

    it('should reference an existing load balancer and its frontend', () => {
      expect(own.some(({ kind }) => kind === 'ApplicationLoadBalancer')).toBe(false);
      expect(only(own, 'Gateway')).toMatchObject({
        metadata: { annotations: { 'alb.networking.azure.io/alb-id': LOAD_BALANCER_ID } },
        spec: { addresses: [{ type: 'alb.networking.azure.io/alb-frontend', value: 'public' }] },
      });
    });

    it.each([
      ['made', managed],
      ['there', own],
    ])('should redirect, and not time out event streams, if it is %s', (_, objects) => {
      expect(objects.filter(({ kind }) => kind === 'HTTPRoute').map(({ metadata }) => metadata.name)).toEqual([
        'kiosque',
        'kiosque-redirect',
      ]);
      expect(only(objects, 'RoutePolicy').spec).toEqual({
        targetRef: { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'kiosque' },
        default: { timeouts: { routeTimeout: '0s' } },
      });
    });
  });

  describe('with the application routing add-on', () => {
    const objects = render({
      controller: { controller: 'app-routing', certificate: { keyVaultUri: CERTIFICATE, clientId: ID } },
    });

    it('should put the Gateway in its own namespace, and only accept routes of the services', () => {
      const gateway = only(objects, 'Gateway');
      const selector = { matchLabels: { 'kubernetes.io/metadata.name': 'kiosque-test' } };
      expect(only(objects, 'Namespace').metadata).toMatchObject({
        name: 'kiosque-test-gateway',
        labels: { 'pod-security.kubernetes.io/enforce': 'baseline' },
      });
      expect(gateway.metadata).toMatchObject({ name: 'kiosque', namespace: 'kiosque-test-gateway' });
      expect(gateway.spec).toMatchObject({
        gatewayClassName: 'approuting-istio',
        listeners: [
          { name: 'http', allowedRoutes: { namespaces: { from: 'Selector', selector } } },
          { name: 'https', allowedRoutes: { namespaces: { from: 'Selector', selector } } },
        ],
      });
      for (const { metadata, spec } of objects.filter(({ kind }) => kind === 'HTTPRoute')) {
        expect(metadata.namespace).toBe('kiosque-test');
        expect(spec?.['parentRefs']).toMatchObject([{ name: 'kiosque', namespace: 'kiosque-test-gateway' }]);
      }
    });

    it('should let the add-on fetch the certificate with an identity', () => {
      const [, https] = only(objects, 'Gateway').spec?.['listeners'] as { tls: object }[];
      expect(https?.tls).toEqual({
        mode: 'Terminate',
        options: {
          'kubernetes.azure.com/tls-cert-keyvault-uri': CERTIFICATE,
          'kubernetes.azure.com/tls-cert-service-account': 'gateway-certificate',
        },
      });
      const account = objects.find(({ metadata }) => metadata.name === 'gateway-certificate');
      expect(account?.metadata).toMatchObject({
        namespace: 'kiosque-test-gateway',
        labels: { 'azure.workload.identity/use': 'true' },
        annotations: { 'azure.workload.identity/client-id': ID },
      });
    });

    it('should not time out event streams', () => {
      const [route] = objects.filter(({ kind }) => kind === 'HTTPRoute');
      for (const { timeouts } of route?.spec?.['rules'] as { timeouts: object }[]) {
        expect(timeouts).toEqual({ request: '0s' });
      }
    });
  });

  it.each<[Partial<ExposureProps>, string]>([
    [{ host: 'https://kiosque.example.org' }, 'Exposure "kiosque": host is "https://kiosque.example.org"'],
    [{ host: 'localhost' }, 'it must be a lower-case host name with at least one dot'],
    [{ controller: { ...generic('ingress'), className: '' } }, 'className is ""'],
    [
      { controller: { controller: 'azure-alb', loadBalancer: { managed: { subnetId: 'alb' } } } },
      'loadBalancer.managed.subnetId is "alb"; it must be the resource id of a subnet',
    ],
    [
      { controller: { controller: 'azure-alb', loadBalancer: { id: SUBNET_ID, frontend: 'a b' } } },
      'it must be the resource id of an Application Gateway for Containers',
    ],
    [
      { controller: { controller: 'app-routing', certificate: { keyVaultUri: `${CERTIFICATE}/1`, clientId: ID } } },
      'it must be https://<vault>.vault.azure.net/certificates/<name>, without a version',
    ],
    [
      { controller: { controller: 'nginx' } as never },
      'controller is "nginx"; it must be one of azure-alb, app-routing',
    ],
    [{ routes: {} }, 'it must be at least one path, such as /'],
    [{ controller: generic('route' as 'ingress') }, 'kind is "route"; it must be one of ingress, gateway'],
  ])('should reject %j', (wrong, message) => {
    expect(() => render(wrong)).toThrow(message);
  });

  it('should reject a path that is not a prefix', () => {
    expect(() =>
      synthesize((scope) => {
        const { routes, ...props } = exposureProps(scope);
        new Exposure(scope, 'Exposure', { ...props, routes: { 'tickets/': service(routes) } });
      }),
    ).toThrow('routes is "tickets/"; it must be a path prefix that begins with /');
  });

  it('should reject a Secret that is not a certificate', () => {
    const certificate = { type: 'Opaque' } as SecretReference;
    expect(() => render({ certificate })).toThrow('certificate.type is "Opaque"; it must be one of kubernetes.io/tls');
  });
});

function service(routes: Readonly<Record<string, WebService>>): WebService {
  const [first] = Object.values(routes);
  if (first === undefined) throw new Error('no route');
  return first;
}
