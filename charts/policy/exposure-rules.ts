import { neighbours } from './kubernetes-object.ts';
import type { KubernetesObject, Labels, Loose } from './kubernetes-object.ts';
import { eachOf } from './rule.ts';
import type { Rule } from './rule.ts';

const ALB = 'azure-alb-external';
const APP_ROUTING = 'approuting-istio';

/** Annotations, listener options and address types that only one GatewayClass supports. */
const OWN: Readonly<Record<string, string>> = {
  'alb.networking.azure.io/alb-name': ALB,
  'alb.networking.azure.io/alb-namespace': ALB,
  'alb.networking.azure.io/alb-id': ALB,
  'alb.networking.azure.io/alb-frontend': ALB,
  'kubernetes.azure.com/tls-cert-keyvault-uri': APP_ROUTING,
  'kubernetes.azure.com/tls-cert-service-account': APP_ROUTING,
};

/** Returns annotations of a controller other than the object's own. */
export function foreignKeys({ kind, metadata: { annotations = {} }, spec }: KubernetesObject): string[] {
  if (!['Ingress', 'Gateway', 'HTTPRoute', 'Service'].includes(kind)) return [];
  return Object.keys(annotations)
    .filter((key) => /(?:^|\.)(?:ingress|nginx|traefik|alb|service\.beta|azure)\b.*\//.test(key))
    .filter((key) => OWN[key] === undefined || OWN[key] !== spec?.['gatewayClassName']);
}

/** Returns listener options and address types of a GatewayClass other than the Gateway's own. */
export function foreignOptions({ kind, spec }: KubernetesObject): string[] {
  if (kind !== 'Gateway') return [];
  const options = listenersOf(spec).flatMap((listener) => Object.keys(optionsOf(listener)));
  const types = ((spec?.['addresses'] ?? []) as { type: string }[]).map(({ type }) => type);
  return [...options, ...types].filter((key) => key.includes('/') && OWN[key] !== spec?.['gatewayClassName']);
}

/** Requirements of Azure's managed gateways. */
export const exposureRules: readonly Rule[] = [
  {
    name: 'azure-alb',
    reason:
      'Otherwise, Application Gateway for Containers assigns no address, or closes event streams after one minute.',
    fix: 'Reference a load balancer by alb-name and alb-namespace, or by alb-id and a frontend, and set routeTimeout to 0s in a RoutePolicy.',
    check: eachOf('Gateway', (object, all) => {
      const { metadata, spec } = object;
      if (spec?.['gatewayClassName'] !== ALB) return [];
      const routes = neighbours(object, all, 'HTTPRoute').filter((route) => hasBackend(route));
      const unlimited = neighbours(object, all, 'RoutePolicy').flatMap(unlimitedRoute);
      const limited = routes.map((route) => route.metadata.name).filter((name) => !unlimited.includes(name));
      return [
        ...(hasLoadBalancer(object, all) ? [] : [`${metadata.name} does not reference an existing load balancer`]),
        ...limited.map((name) => `the route ${name} has a response timeout`),
      ];
    }),
  },
  {
    name: 'app-routing',
    reason: 'Otherwise, the application routing add-on finds no certificate, and the Gateway cannot serve TLS.',
    fix: 'Set the URI of a Key Vault certificate without a version, and a ServiceAccount with workload identity in the same namespace, on the https listener.',
    check: eachOf('Gateway', (object, all) => {
      if (object.spec?.['gatewayClassName'] !== APP_ROUTING) return [];
      const accounts = neighbours(object, all, 'ServiceAccount').filter(
        ({ metadata: { labels = {}, annotations = {} } }) =>
          labels['azure.workload.identity/use'] === 'true' && annotations['azure.workload.identity/client-id'],
      );
      return listenersOf(object.spec)
        .filter(({ protocol }) => protocol === 'HTTPS')
        .filter((listener) => {
          const options = optionsOf(listener);
          const uri = options['kubernetes.azure.com/tls-cert-keyvault-uri'] ?? '';
          const account = options['kubernetes.azure.com/tls-cert-service-account'];
          const known = accounts.some(({ metadata }) => metadata.name === account);
          return !known || !/^https:\/\/[\w-]+\.vault\.azure\.net\/certificates\/[\w-]+$/.test(uri);
        })
        .map(({ name }) => `the listener ${String(name)} has no certificate`);
    }),
  },
];

function listenersOf(spec: Loose | undefined): Loose[] {
  return (spec?.['listeners'] ?? []) as Loose[];
}

function optionsOf({ tls }: Loose): Labels {
  return ((tls as Loose | undefined)?.['options'] ?? {}) as Labels;
}

function hasLoadBalancer(gateway: KubernetesObject, all: readonly KubernetesObject[]): boolean {
  const { annotations = {} } = gateway.metadata;
  const addresses = (gateway.spec?.['addresses'] ?? []) as { type: string }[];
  if (annotations['alb.networking.azure.io/alb-id'] !== undefined) {
    return addresses.some(({ type }) => type === 'alb.networking.azure.io/alb-frontend');
  }
  return all.some(
    ({ kind, metadata: { name, namespace } }) =>
      kind === 'ApplicationLoadBalancer' &&
      name === annotations['alb.networking.azure.io/alb-name'] &&
      namespace === annotations['alb.networking.azure.io/alb-namespace'],
  );
}

function hasBackend({ spec }: KubernetesObject): boolean {
  return ((spec?.['rules'] ?? []) as Loose[]).some(({ backendRefs }) => backendRefs !== undefined);
}

/** Returns the name of the route that a RoutePolicy removes the timeout of. */
function unlimitedRoute({ spec }: KubernetesObject): string[] {
  const { targetRef, default: { timeouts } = {} } = (spec ?? {}) as {
    targetRef: { name: string };
    default?: { timeouts?: { routeTimeout?: string } };
  };
  return timeouts?.routeTimeout === '0s' ? [targetRef.name] : [];
}
