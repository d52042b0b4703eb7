import type { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { Gateway, HTTPRoute } from '../../imports/gateway-api.ts';
import { commonLabels } from '../labels.ts';
import type { ExposureProps } from './exposure.props.ts';

type Spec = NonNullable<Gateway['spec']>;
type Tls = NonNullable<Spec['listeners'][number]['tls']>;
type Route = NonNullable<HTTPRoute['spec']>;

/** What differs between controllers. */
export interface GatewayOptions {
  readonly className: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly addresses?: Spec['addresses'];
  /** The source of its certificate. @default the Secret of the exposure */
  readonly tls?: Tls;
  /** Its namespace. @default that of its routes */
  readonly namespace?: string;
  /** Timeouts of its routes. @default none */
  readonly timeouts?: NonNullable<Route['rules']>[number]['timeouts'];
}

/** Renders a Gateway with two listeners, the routes on HTTPS, and a redirect on HTTP (https://gateway-api.sigs.k8s.io). */
export function gateway(scope: Construct, props: ExposureProps, options: GatewayOptions): void {
  customResource(scope, 'Gateway', gatewayOf(props, options));
  const rules = Object.entries(props.routes).map(([path, { service }]) => ({
    matches: [{ path: { type: 'PathPrefix' as const, value: path } }],
    filters: [{ type: 'ResponseHeaderModifier' as const, responseHeaderModifier: { set: [HSTS] } }],
    backendRefs: [{ name: service.name, port: service.port }],
    ...(options.timeouts !== undefined && { timeouts: options.timeouts }),
  }));
  const { name } = props;
  customResource(scope, 'HTTPRoute', routeOf(props, options, { name, listener: 'https', rules }));
  const redirects = { name: `${name}-redirect`, listener: 'http', rules: [{ filters: [REDIRECT] }] };
  customResource(scope, 'Redirect', routeOf(props, options, redirects));
}

const REDIRECT = { type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } } as const;

const API_VERSION = 'gateway.networking.k8s.io/v1';

/** One year (RFC 6797). */
const HSTS = { name: 'Strict-Transport-Security', value: 'max-age=31536000' };

function gatewayOf({ name, host, namespace, certificate }: ExposureProps, options: GatewayOptions): Gateway {
  const allowedRoutes = {
    namespaces:
      options.namespace === undefined
        ? { from: 'Same' as const }
        : { from: 'Selector' as const, selector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } },
  };
  const tls: Tls = options.tls ?? { certificateRefs: [{ kind: 'Secret', name: certificate.name }] };
  return {
    apiVersion: API_VERSION,
    kind: 'Gateway',
    metadata: {
      name,
      labels: commonLabels(name),
      ...(options.namespace !== undefined && { namespace: options.namespace }),
      ...(options.annotations !== undefined && { annotations: options.annotations }),
    },
    spec: {
      gatewayClassName: options.className,
      ...(options.addresses !== undefined && { addresses: options.addresses }),
      listeners: [
        { name: 'http', protocol: 'HTTP', port: 80, hostname: host, allowedRoutes },
        {
          name: 'https',
          protocol: 'HTTPS',
          port: 443,
          hostname: host,
          tls: { mode: 'Terminate', ...tls },
          allowedRoutes,
        },
      ],
    },
  };
}

/** Returns routes from a listener of the Gateway. */
function routeOf(
  { name: gatewayName, host }: ExposureProps,
  { namespace }: GatewayOptions,
  { name, listener, rules }: { name: string; listener: string; rules: NonNullable<Route['rules']> },
): HTTPRoute {
  return {
    apiVersion: API_VERSION,
    kind: 'HTTPRoute',
    metadata: { name, labels: commonLabels(gatewayName) },
    spec: {
      parentRefs: [{ name: gatewayName, sectionName: listener, ...(namespace !== undefined && { namespace }) }],
      hostnames: [host],
      rules,
    },
  };
}
