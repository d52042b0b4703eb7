import { neighbours } from './kubernetes-object.ts';
import type { KubernetesObject, Labels, Loose } from './kubernetes-object.ts';
import { eachOf } from './rule.ts';
import type { Rule } from './rule.ts';

const ALB = 'azure-alb-external';
const APP_ROUTING = 'approuting-istio';

/** What one class of Gateways alone understands: annotations, options of a listener, types of addresses. */
const OWN: Readonly<Record<string, string>> = {
  'alb.networking.azure.io/alb-name': ALB,
  'alb.networking.azure.io/alb-namespace': ALB,
  'alb.networking.azure.io/alb-id': ALB,
  'alb.networking.azure.io/alb-frontend': ALB,
  'kubernetes.azure.com/tls-cert-keyvault-uri': APP_ROUTING,
  'kubernetes.azure.com/tls-cert-service-account': APP_ROUTING,
};

/** Annotations of a controller that is not the one of this object. */
export function foreignKeys({ kind, metadata: { annotations = {} }, spec }: KubernetesObject): string[] {
  if (!['Ingress', 'Gateway', 'HTTPRoute', 'Service'].includes(kind)) return [];
  return Object.keys(annotations)
    .filter((key) => /(?:^|\.)(?:ingress|nginx|traefik|alb|service\.beta|azure)\b.*\//.test(key))
    .filter((key) => OWN[key] === undefined || OWN[key] !== spec?.['gatewayClassName']);
}

/** Options of listeners, and types of addresses, of another class than the Gateway's. */
export function foreignOptions({ kind, spec }: KubernetesObject): string[] {
  if (kind !== 'Gateway') return [];
  const options = listenersOf(spec).flatMap(({ tls }) =>
    Object.keys(((tls as Loose | undefined)?.['options'] ?? {}) as Labels),
  );
  const types = ((spec?.['addresses'] ?? []) as { type: string }[]).map(({ type }) => type);
  return [...options, ...types].filter((key) => key.includes('/') && OWN[key] !== spec?.['gatewayClassName']);
}

/** What the managed gateways of Azure need to work at all. */
export const exposureRules: readonly Rule[] = [
  {
    name: 'azure-alb',
    standards: ['Kiosque'],
    reason: 'Application Gateway for Containers gives it no address, or ends event streams after a minute.',
    fix: 'Name a load balancer by alb-name and alb-namespace or by alb-id with a frontend, and set routeTimeout 0s by a RoutePolicy.',
    check: eachOf('Gateway', (object, all) => {
      const { metadata, spec } = object;
      if (spec?.['gatewayClassName'] !== ALB) return [];
      const routes = neighbours(object, all, 'HTTPRoute').filter((route) => leadsSomewhere(route));
      const unlimited = neighbours(object, all, 'RoutePolicy').filter(isUnlimited).map(targetOf);
      return [
        ...(hasLoadBalancer(object, all) ? [] : [`${metadata.name} names no load balancer that is there`]),
        ...routes
          .filter((route) => !unlimited.includes(route.metadata.name))
          .map((route) => `the answers of the route ${route.metadata.name} are limited in time`),
      ];
    }),
  },
  {
    name: 'app-routing',
    standards: ['Kiosque'],
    reason: 'The application routing add-on finds no certificate, and the Gateway answers nothing over TLS.',
    fix: 'Give the https listener the URI of a Key Vault certificate without a version, and a ServiceAccount of its namespace that uses workload identity.',
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

function leadsSomewhere({ spec }: KubernetesObject): boolean {
  return ((spec?.['rules'] ?? []) as Loose[]).some(({ backendRefs }) => backendRefs !== undefined);
}

function isUnlimited({ spec }: KubernetesObject): boolean {
  const { timeouts } = (spec?.['default'] ?? {}) as { timeouts?: { routeTimeout?: string } };
  return timeouts?.routeTimeout === '0s';
}

function targetOf({ spec }: KubernetesObject): string {
  return (spec?.['targetRef'] as { name: string }).name;
}
