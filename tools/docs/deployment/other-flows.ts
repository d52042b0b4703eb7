import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IIngressSpec } from 'kubernetes-models/networking.k8s.io/v1/IngressSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { selects } from '../../../charts/policy/kubernetes-object.ts';
import type { KubernetesObject, Loose } from '../../../charts/policy/kubernetes-object.ts';
import { NODE, tcp } from './flow.ts';
import type { Flow } from './flow.ts';
import { namedPort } from './ports.ts';
import { workloadsOf } from './workloads.ts';
import type { Workload } from './workloads.ts';

/** Returns the flows that no NetworkPolicy controls: clients, probes, images, and secrets that an operator copies. */
export function otherFlows(objects: readonly KubernetesObject[]): Flow[] {
  const workloads = workloadsOf(objects);
  return [...exposed(objects), ...workloads.flatMap(probes), ...registries(workloads), ...vaults(objects)];
}

/** Returns the ports of Gateways and Ingresses. */
function exposed(objects: readonly KubernetesObject[]): Flow[] {
  return objects.flatMap(({ kind, metadata: { name }, spec }) =>
    listeners(kind, spec ?? {}).map(({ host, port }) => ({
      source: { kind: 'client', name: 'clients' } as const,
      destination: { kind: 'gateway', name: host } as const,
      ports: tcp(port),
      definedBy: [`${kind} ${name}`],
    })),
  );
}

function listeners(kind: string, spec: Loose): { host: string; port: number }[] {
  if (kind === 'Gateway')
    return (spec['listeners'] as { hostname?: string; port: number }[]).map(({ hostname = '*', port }) => ({
      host: hostname,
      port,
    }));
  if (kind !== 'Ingress') return [];
  const { tls = [], rules = [] } = spec as IIngressSpec;
  const secured = tls.flatMap(({ hosts = [] }) => hosts);
  return rules.map(({ host = '*' }) => ({ host, port: secured.includes(host) ? 443 : 80 }));
}

/** A node can always reach its pods. */
function probes({ name, kind, containers }: Workload): Flow[] {
  const ports = containers.flatMap((container) =>
    [container.startupProbe, container.livenessProbe, container.readinessProbe].flatMap((probe) =>
      probedPorts(probe, container),
    ),
  );
  return [...new Set(ports)].map((port) => ({
    source: NODE,
    destination: { kind: 'workload', name },
    ports: tcp(port),
    definedBy: [`probes of ${kind} ${name}`],
  }));
}

function probedPorts(probe: IProbe | undefined, container: IContainer): number[] {
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
  const number = typeof port === 'string' ? namedPort(port, [container]) : port;
  return number === undefined ? [] : [number];
}

function registries(workloads: readonly Workload[]): Flow[] {
  const images = workloads.flatMap(({ containers }) => containers.flatMap(({ image }) => image ?? []));
  return [...Map.groupBy(new Set(images), (image) => image.split('/')[0] ?? image)].map(([host]) => ({
    source: NODE,
    destination: { kind: 'host', name: host },
    ports: tcp(443),
    definedBy: ['images'],
  }));
}

/** Returns the vault that each SecretStore reads. */
function vaults(objects: readonly KubernetesObject[]): Flow[] {
  return objects.flatMap(({ kind, metadata: { name }, spec }) => {
    const url: string | undefined = kind === 'SecretStore' ? spec?.['provider']?.azurekv?.vaultUrl : undefined;
    if (url === undefined) return [];
    const destination = { kind: 'host', name: new URL(url).hostname } as const;
    const source = { kind: 'operator', name: 'External Secrets' } as const;
    return [{ source, destination, ports: tcp(443), definedBy: [`SecretStore ${name}`] }];
  });
}

/** Returns the monitors that collect metrics from a port of a workload: `PodMonitor content`. */
export function monitorsOf(workload: Workload, port: number, objects: readonly KubernetesObject[]): string[] {
  return objects
    .filter(
      ({ kind, metadata, spec }) =>
        kind === 'PodMonitor' &&
        metadata.namespace === workload.namespace &&
        selects(spec?.['selector'], workload.pod.labels) &&
        spec?.['podMetricsEndpoints'].some((endpoint: any) => namedPort(endpoint.port, workload.containers) === port),
    )
    .map(({ metadata }) => `PodMonitor ${metadata.name}`);
}
