import type { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { Gateway, HTTPRoute } from '../../imports/gateway-api.ts';
import { commonLabels } from '../labels.ts';
import type { ExposureProps } from './exposure.props.ts';

/** A Gateway with two listeners, the routes on HTTPS, and a redirect on HTTP (https://gateway-api.sigs.k8s.io). */
export function gateway(scope: Construct, props: ExposureProps): void {
  customResource(scope, 'Gateway', gatewayOf(props));
  customResource(scope, 'HTTPRoute', routesOf(props));
  customResource(scope, 'Redirect', redirectOf(props));
}

const API_VERSION = 'gateway.networking.k8s.io/v1';

function gatewayOf({ name, className, host, certificate }: ExposureProps): Gateway {
  const sameNamespace = { namespaces: { from: 'Same' } } as const;
  return {
    apiVersion: API_VERSION,
    kind: 'Gateway',
    metadata: { name, labels: commonLabels(name) },
    spec: {
      gatewayClassName: className,
      listeners: [
        { name: 'http', protocol: 'HTTP', port: 80, hostname: host, allowedRoutes: sameNamespace },
        {
          name: 'https',
          protocol: 'HTTPS',
          port: 443,
          hostname: host,
          tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: certificate.name }] },
          allowedRoutes: sameNamespace,
        },
      ],
    },
  };
}

function routesOf({ name, host, routes }: ExposureProps): HTTPRoute {
  return {
    apiVersion: API_VERSION,
    kind: 'HTTPRoute',
    metadata: { name, labels: commonLabels(name) },
    spec: {
      parentRefs: [{ name, sectionName: 'https' }],
      hostnames: [host],
      rules: Object.entries(routes).map(([path, { service }]) => ({
        matches: [{ path: { type: 'PathPrefix', value: path } }],
        backendRefs: [{ name: service.name, port: service.port }],
      })),
    },
  };
}

function redirectOf({ name, host }: ExposureProps): HTTPRoute {
  return {
    apiVersion: API_VERSION,
    kind: 'HTTPRoute',
    metadata: { name: `${name}-redirect`, labels: commonLabels(name) },
    spec: {
      parentRefs: [{ name, sectionName: 'http' }],
      hostnames: [host],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
    },
  };
}
