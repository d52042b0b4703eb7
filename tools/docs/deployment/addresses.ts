import type { IIngressRule } from 'kubernetes-models/networking.k8s.io/v1/IngressRule';
import type { IIngressSpec } from 'kubernetes-models/networking.k8s.io/v1/IngressSpec';
import { table } from '../markdown-table.ts';
import type { Deployed } from './deployed.ts';
import { hostsOf, meaningOf } from './hosts.ts';
import { servicePorts } from './services.ts';

/** Returns the addresses of an environment: paths, Services, and hosts that it depends on. */
export function addresses({ environment, objects }: Deployed): string {
  const services = servicePorts(objects).map(({ service, namespace, port, protocol, workload, target }) => [
    `${service}.${namespace}.svc`,
    ...[String(port), protocol, workload ?? 'nothing', target === undefined ? 'unknown' : String(target)],
  ]);
  const outside = hostsOf(objects).map((host) => [
    ...[host.host, String(host.port), meaningOf(host), `\`${host.setting}\``, host.usedBy.join(', ')],
  ]);
  return [
    `The public address is <https://${environment.host}>. Its paths, of which the longest match applies:\n`,
    table(['Path', 'Service'], routesOf(objects)),
    'Services of the namespace:\n',
    table(['Name', 'Port', 'Protocol', 'Pods of', 'Their port'], services),
    outside.length === 0
      ? 'The ConfigMaps name no host outside the cluster; hosts that Secrets contain are not listed.\n'
      : 'Hosts outside the cluster that the ConfigMaps name; those that Secrets contain are not listed:\n',
    ...(outside.length === 0 ? [] : [table(['Host', 'Port', 'What it is', 'Setting', 'Used by'], outside)]),
  ].join('\n');
}

/** Returns each path and its Service, by path. */
export function routesOf(objects: Deployed['objects']): [string, string][] {
  const routes = objects.flatMap(({ kind, spec }): [string, string][] => {
    if (kind === 'Ingress') return ((spec ?? {}) as IIngressSpec).rules?.flatMap(ingressRoutes) ?? [];
    return kind === 'HTTPRoute' ? ((spec?.['rules'] ?? []) as HttpRule[]).flatMap(httpRoutes) : [];
  });
  return routes.sort(([a], [b]) => (a < b ? -1 : 1));
}

function ingressRoutes({ http }: IIngressRule): [string, string][] {
  return (http?.paths ?? []).map(({ path = '/', backend }) => [path, backend.service?.name ?? '']);
}

/** The fields of a rule of an HTTPRoute that the charts set. */
interface HttpRule {
  readonly matches?: readonly { readonly path: { readonly value: string } }[];
  readonly backendRefs?: readonly { readonly name: string }[];
}

function httpRoutes({ matches = [], backendRefs = [] }: HttpRule): [string, string][] {
  return matches.flatMap(({ path }) => backendRefs.map(({ name }): [string, string] => [path.value, name]));
}
