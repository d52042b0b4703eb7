import type { KubernetesObject } from '../../../charts/policy/kubernetes-object.ts';
import type { Flow } from './flow.ts';
import { policyFlows } from './policy-flows.ts';
import { servicePorts } from './services.ts';
import { workloadsOf } from './workloads.ts';
import type { Workload } from './workloads.ts';

/** A host outside the cluster that a ConfigMap names. */
export interface Host {
  readonly host: string;
  readonly port: number;
  /** The setting that names it: `OIDC_ISSUER`. */
  readonly setting: string;
  /** The workloads that read the setting, and whose NetworkPolicies allow them to connect. */
  readonly usedBy: readonly string[];
}

/** What the hosts of a setting are; undefined for the addresses of Kiosque itself. */
const SETTINGS: Readonly<Record<string, string | undefined>> = {
  AZURE_STORAGE_ACCOUNT_URL: 'Azure Blob Storage',
  OIDC_ISSUER: 'OpenID Connect issuer',
  TARGETS: 'Git repositories of the blocklist',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'log collector',
  PUBLIC_URL: undefined,
};

const PORTS = { 'https:': 443, 'http:': 80, 'ssh:': 22 } as const;

/** Returns the hosts outside the cluster that the ConfigMaps name, by host name. */
export function hostsOf(objects: readonly KubernetesObject[]): Host[] {
  const services = new Set(servicePorts(objects).map(({ service }) => service));
  const flows = policyFlows(objects);
  const found = objects
    .filter(({ kind }) => kind === 'ConfigMap')
    .flatMap((map) =>
      Object.entries((map['data'] ?? {}) as Record<string, string>).flatMap(([setting, value]) =>
        addressesIn(value)
          .filter(
            ({ host }) =>
              !services.has(host.split('.')[0] ?? '') && !(setting in SETTINGS && SETTINGS[setting] === undefined),
          )
          .map((address) => ({
            ...address,
            setting,
            usedBy: readers(map.metadata.name, address.port, objects, flows),
          })),
      ),
    );
  const groups = Map.groupBy(found, ({ host, port, setting }) => `${host} ${String(port)} ${setting}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...others]]) =>
      first === undefined
        ? []
        : [{ ...first, usedBy: [...new Set([first, ...others].flatMap(({ usedBy }) => usedBy))] }],
    );
}

/**
 * Returns what the hosts of a setting are.
 *
 * @throws Error if the table has no entry for it.
 */
export function meaningOf({ setting, host }: Host): string {
  const meaning = SETTINGS[setting];
  if (meaning !== undefined) return meaning;
  throw new Error(
    `no meaning for the setting ${setting}, which names ${host}: add it to tools/docs/deployment/hosts.ts.`,
  );
}

/** Finds URLs, and repositories in the notation of scp. */
function addressesIn(value: string): { host: string; port: number }[] {
  const urls = [...value.matchAll(/\b(https?|ssh):\/\/[^\s"']+/g)].map(([url]) => new URL(url));
  const repositories = [...value.matchAll(/\bgit@([\w.-]+):/g)].map(([, host = '']) => ({ host, port: 22 }));
  return [
    ...urls.map(({ hostname, port, protocol }) => ({
      host: hostname,
      port: port === '' ? PORTS[protocol as keyof typeof PORTS] : Number(port),
    })),
    ...repositories,
  ];
}

function readers(map: string, port: number, objects: readonly KubernetesObject[], flows: readonly Flow[]): string[] {
  const isAllowed = (workload: string) =>
    flows.some(
      ({ source, destination, ports: { first = 0, last = 65_535 } }) =>
        source.name === workload && destination.kind !== 'workload' && first <= port && port <= last,
    );
  return workloadsOf(objects)
    .filter((workload) => reads(workload, map) && isAllowed(workload.name))
    .map(({ name }) => name);
}

function reads({ containers, pod }: Workload, map: string): boolean {
  return (
    containers.some(({ envFrom = [] }) => envFrom.some(({ configMapRef }) => configMapRef?.name === map)) ||
    (pod.spec.volumes ?? []).some(({ configMap }) => configMap?.name === map)
  );
}
