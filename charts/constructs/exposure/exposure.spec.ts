import { describe, expect, it } from '@jest/globals';
import type { Construct } from 'constructs';
import type { KubernetesObject } from '../../policy/kubernetes-object.ts';
import { only, synthesize } from '../../test/objects.ts';
import { webServiceProps } from '../../test/web-service.fixture.ts';
import { SecretReference } from '../secret-reference/secret-reference.ts';
import { WebService } from '../web-service/web-service.ts';
import type { ExposureProps } from './exposure.props.ts';
import { Exposure } from './exposure.ts';

function exposureProps(scope: Construct): Required<ExposureProps> {
  const service = new WebService(scope, 'Service', webServiceProps(scope));
  return {
    name: 'kiosque',
    kind: 'ingress',
    className: 'azure-alb-external',
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
  it('should render an Ingress over TLS, of its class, without an annotation', () => {
    const ingress = only(render({}), 'Ingress');
    const backend = { service: { name: 'tickets', port: { number: 80 } } };
    expect(ingress.spec).toEqual({
      ingressClassName: 'azure-alb-external',
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
    const objects = render({ kind: 'gateway' });
    const routes = objects.filter(({ kind }) => kind === 'HTTPRoute');

    it('should render no Ingress', () => {
      expect(objects.some(({ kind }) => kind === 'Ingress')).toBe(false);
    });

    it('should listen on both ports for its host, and take routes of its namespace only', () => {
      const gateway = only(objects, 'Gateway');
      const common = { hostname: 'kiosque.example.org', allowedRoutes: { namespaces: { from: 'Same' } } };
      expect(gateway.metadata).not.toHaveProperty('annotations');
      expect(gateway.spec).toEqual({
        gatewayClassName: 'azure-alb-external',
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

    it('should route every path on HTTPS', () => {
      const backendRefs = [{ name: 'tickets', port: 80 }];
      expect(routes[0]).toMatchObject({
        metadata: { name: 'kiosque' },
        spec: {
          parentRefs: [{ name: 'kiosque', sectionName: 'https' }],
          hostnames: ['kiosque.example.org'],
          rules: [
            { matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs },
            { matches: [{ path: { type: 'PathPrefix', value: '/tickets' } }], backendRefs },
          ],
        },
      });
    });

    it('should redirect HTTP to HTTPS for ever', () => {
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

  it.each<[Partial<ExposureProps>, string]>([
    [{ host: 'https://kiosque.example.org' }, 'Exposure "kiosque": host is "https://kiosque.example.org"'],
    [{ host: 'localhost' }, 'it must be a lower-case host name with at least one dot'],
    [{ className: '' }, 'className is ""'],
    [{ routes: {} }, 'it must be at least one path, such as /'],
    [{ kind: 'route' as 'ingress' }, 'kind is "route"; it must be one of ingress, gateway'],
  ])('should refuse %j', (wrong, message) => {
    expect(() => render(wrong)).toThrow(message);
  });

  it('should refuse a path that is no prefix', () => {
    expect(() =>
      synthesize((scope) => {
        const { routes, ...props } = exposureProps(scope);
        new Exposure(scope, 'Exposure', { ...props, routes: { 'tickets/': service(routes) } });
      }),
    ).toThrow('routes is "tickets/"; it must be a path prefix that begins with /');
  });

  it('should refuse a Secret that is no certificate', () => {
    const certificate = { type: 'Opaque' } as SecretReference;
    expect(() => render({ certificate })).toThrow('certificate.type is "Opaque"; it must be one of kubernetes.io/tls');
  });
});

function service(routes: Readonly<Record<string, WebService>>): WebService {
  const [first] = Object.values(routes);
  if (first === undefined) throw new Error('no route');
  return first;
}
