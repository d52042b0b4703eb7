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
  const options = listenersOf(spec).flatMap(({ tls }) =>
    Object.keys(((tls as Loose | undefined)?.['options'] ?? {}) as Labels),
  );
  const types = ((spec?.['addresses'] ?? []) as { type: string }[]).map(({ type }) => type);
  return [...options, ...types].filter((key) => key.includes('/') && OWN[key] !== spec?.['gatewayClassName']);
}

/** Requirements of Azure's managed gateways. */
export const exposureRules: readonly Rule[] = [
  {
    name: 'azure-alb',
    standards: ['Kiosque'],
    reason:
      'Otherwise, Application Gateway for Containers assigns no address, or closes event streams after one minute.',
    fix: 'Reference a load balancer by alb-name and alb-namespace, or by alb-id and a frontend, and set routeTimeout to 0s in a RoutePolicy.',
    check: eachOf('Gateway', (object, all) => {
      const { metadata, spec } = object;
      if (spec?.['gatewayClassName'] !== ALB) return [];
      const routes = neighbours(object, all, 'HTTPRoute').filter((route) => hasBackend(route));
      const unlimited = neighbours(object, all, 'RoutePolicy').filter(isUnlimited).map(targetOf);
      return [
        ...(hasLoadBalancer(object, all) ? [] : [`${metadata.name} does not reference an existing load balancer`]),
        ...routes
          .filter((route) => !unlimited.includes(route.metadata.name))
          .map((route) => `the route ${route.metadata.name} has a response timeout`),
      ];
    }),
  },
  {
    name: 'app-routing',
    standards: ['Kiosque'],
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
        .filter(({ tls }) => {
          const options = ((tls as Loose | undefined)?.['options'] ?? {}) as Labels;
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

function isUnlimited({ spec }: KubernetesObject): boolean {
  const { timeouts } = (spec?.['default'] ?? {}) as { timeouts?: { routeTimeout?: string } };
  return timeouts?.routeTimeout === '0s';
}

function targetOf({ spec }: KubernetesObject): string {
  return (spec?.['targetRef'] as { name: string }).name;
}
