import { neighbours, podsIn, selects } from './kubernetes-object.ts';
import type { KubernetesObject, Loose } from './kubernetes-object.ts';
import { budgetProblems, unbudgeted } from './disruption-budget.ts';
import { foreignKeys, foreignOptions } from './exposure-rules.ts';
import { eachOf, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

/** Common mistakes between objects: dangling references, contradictions and open connections. */
export const relationRules: readonly Rule[] = [
  {
    name: 'dangling-service',
    reason: 'Requests to it fail: no pod has these labels and this port.',
    fix: 'Select the labels of the pod template and target one of their container ports.',
    check: eachOf('Service', (object, all) => {
      const pods = podsIn(object, all).filter(({ labels }) =>
        selects({ matchLabels: object.spec?.['selector'] as unknown }, labels),
      );
      if (pods.length === 0) return 'selects no pod';
      const known = pods.flatMap(({ spec }) => spec.containers.flatMap(({ ports = [] }) => ports));
      return ((object.spec?.['ports'] ?? []) as { port: number; targetPort?: number | string }[])
        .map(({ port, targetPort = port }) => targetPort)
        .filter((target) => !known.some(({ containerPort, name }) => containerPort === target || name === target))
        .map((target) => `targets the port ${String(target)}, which its pods do not have`);
    }),
  },
  {
    name: 'dangling-ingress',
    reason: 'Clients get a 503 response: the Service or its port does not exist.',
    fix: 'Reference a Service in the same namespace and one of its ports.',
    check: (object, all) =>
      backendsOf(object)
        .filter(({ name, port }) => {
          const service = neighbours(object, all, 'Service').find(({ metadata }) => metadata.name === name);
          const ports = (service?.spec?.['ports'] ?? []) as { port: number; name?: string }[];
          return !ports.some((known) => known.port === port || known.name === port);
        })
        .map(({ name, port }) => `routes to port ${String(port)} of the Service ${name}, which does not exist`),
  },
  {
    name: 'ingress-host',
    reason: 'Without a host, it receives the traffic of all hosts; without TLS, the traffic is not encrypted.',
    fix: 'Set a host on every rule, list it under tls, and set ingressClassName.',
    check: eachOf('Ingress', ({ spec }) => {
      const hosts = ((spec?.['rules'] ?? []) as { host?: string }[]).map(({ host }) => host ?? '');
      const secured = ((spec?.['tls'] ?? []) as { hosts?: string[] }[]).flatMap((tls) => tls.hosts ?? []);
      return [
        ...(spec?.['ingressClassName'] === undefined ? ['has no ingressClassName'] : []),
        ...hosts
          .filter((host) => !secured.includes(host))
          .map((host) => `has no certificate for ${host || 'any host'}`),
      ];
    }),
  },
  {
    name: 'controller-annotations',
    reason: 'Other controllers ignore it, and snippet annotations of ingress-nginx allowed remote code execution.',
    fix: 'Use fields of the Ingress or Gateway API, or select that controller in exposure.',
    check: (object) => [
      ...foreignKeys(object).map((key) => `has the annotation ${key}`),
      ...foreignOptions(object).map((key) => `has ${key}`),
    ],
  },
  {
    name: 'dangling-network-policy',
    reason: 'It has no effect: no pod has these labels.',
    fix: 'Select the labels of the pod template, or all pods with {}.',
    check: eachOf('NetworkPolicy', (object, all) => {
      const selector = (object.spec?.['podSelector'] ?? {}) as Loose;
      const open = Object.keys(selector).length === 0;
      return !open && !podsIn(object, all).some(({ labels }) => selects(selector, labels)) && 'selects no pod';
    }),
  },
  {
    name: 'isolated-pod',
    reason: 'Any compromised pod in the cluster can connect to this one, and this one to any other.',
    fix: 'Select the pod in NetworkPolicies for Ingress and Egress.',
    check: eachPod(({ labels }, object, all) => {
      const types = neighbours(object, all, 'NetworkPolicy')
        .filter(({ spec }) => selects(spec?.['podSelector'] as Loose, labels))
        .flatMap(({ spec }) => (spec?.['policyTypes'] ?? []) as string[]);
      return ['Ingress', 'Egress']
        .filter((type) => !types.includes(type))
        .map((type) => `no NetworkPolicy restricts its ${type}`);
    }),
  },
  {
    name: 'dangling-pod-monitor',
    reason: 'Nothing is scraped: no pod has these labels and this port name.',
    fix: 'Select the labels of the pod template and name one of their ports.',
    check: eachOf('PodMonitor', (object, all) => {
      const pods = podsIn(object, all).filter(({ labels }) => selects(object.spec?.['selector'] as Loose, labels));
      const names = pods.flatMap(({ spec }) =>
        spec.containers.flatMap(({ ports = [] }) => ports.flatMap(({ name }) => name ?? [])),
      );
      return ((object.spec?.['podMetricsEndpoints'] ?? []) as { port?: string }[])
        .filter(({ port = '' }) => !names.includes(port))
        .map(({ port }) => `scrapes port ${port ?? ''}, which no selected pod has`);
    }),
  },
  {
    name: 'dangling-autoscaler',
    reason: 'It has no effect.',
    fix: 'Set scaleTargetRef to the apiVersion, kind and name of a workload in the same namespace.',
    check: eachOf('HorizontalPodAutoscaler', (object, all) => {
      const { kind, name, target } = scaledBy(object, all);
      return target === undefined && `scales the ${kind} ${name}, which does not exist`;
    }),
  },
  {
    name: 'replicas-under-autoscaler',
    reason: 'Each apply resets the number of replicas that the autoscaler has set.',
    fix: 'Remove spec.replicas from the workload.',
    check: eachOf('HorizontalPodAutoscaler', (object, all) => {
      const { kind, name, target } = scaledBy(object, all);
      const replicas = target?.spec?.['replicas'] as number | undefined;
      return replicas !== undefined && `scales the ${kind} ${name}, which sets replicas to ${String(replicas)}`;
    }),
  },
  {
    name: 'disruption-budget',
    reason:
      'Without a budget, draining a node can stop all pods at once; a budget that allows no eviction blocks node upgrades.',
    fix: 'Add a PodDisruptionBudget for each Deployment with maxUnavailable 1 and unhealthyPodEvictionPolicy AlwaysAllow.',
    check: (object, all) =>
      object.kind === 'PodDisruptionBudget' ? budgetProblems(object, all) : unbudgeted('Deployment')(object, all),
  },
  {
    name: 'missing-service-account',
    reason: 'The pods cannot be created.',
    fix: 'Render the ServiceAccount in the same namespace.',
    check: eachPod(({ spec }, object, all) => {
      const name = spec.serviceAccountName ?? 'default';
      const known = neighbours(object, all, 'ServiceAccount').some(({ metadata }) => metadata.name === name);
      return !known && name !== 'default' && `runs as the ServiceAccount ${name}, which does not exist`;
    }),
  },
  {
    name: 'network-policy-peers',
    reason: 'Any compromised pod in the cluster can connect to it, bypassing the gateway with its limits and logs.',
    fix: 'Specify the namespace of the ingress controller and the labels of its pods, or the subnet of the gateway.',
    check: eachOf('NetworkPolicy', ({ spec }) =>
      ((spec?.['ingress'] ?? []) as Loose[]).flatMap(({ from, ports = [] }) => {
        const peers = (from ?? []) as Loose[];
        const where = (ports as { port?: number }[]).map(({ port }) => String(port)).join(', ') || 'all ports';
        return peers.length === 0 || peers.some(isAnywhere) ? [`allows connections from anywhere to ${where}`] : [];
      }),
    ),
  },
];

function scaledBy(
  autoscaler: KubernetesObject,
  all: readonly KubernetesObject[],
): { kind: string; name: string; target: KubernetesObject | undefined } {
  const { kind = '', name = '' } = (autoscaler.spec?.['scaleTargetRef'] ?? {}) as { kind?: string; name?: string };
  return { kind, name, target: neighbours(autoscaler, all, kind).find(({ metadata }) => metadata.name === name) };
}

interface Backend {
  readonly name: string;
  readonly port: number | string;
}

function backendsOf({ kind, spec }: KubernetesObject): Backend[] {
  if (kind === 'HTTPRoute') {
    const rules = (spec?.['rules'] ?? []) as { backendRefs?: Backend[] }[];
    return rules.flatMap(({ backendRefs = [] }) => backendRefs);
  }
  if (kind !== 'Ingress') return [];
  const rules = (spec?.['rules'] ?? []) as { http?: { paths?: { backend: Loose }[] } }[];
  return rules
    .flatMap(({ http }) => http?.paths ?? [])
    .map(({ backend }) => backend['service'] as { name: string; port: { number?: number; name?: string } })
    .map(({ name, port }) => ({ name, port: port.number ?? port.name ?? '' }));
}

/** Whether a peer is any address, or pods of any namespace. */
function isAnywhere({ ipBlock, namespaceSelector }: Loose): boolean {
  const cidr = (ipBlock as { cidr?: string } | undefined)?.cidr ?? '';
  return cidr.endsWith('/0') || (namespaceSelector !== undefined && isEmpty(namespaceSelector as Loose));
}

function isEmpty({ matchLabels = {}, matchExpressions = [] }: Loose): boolean {
  return Object.keys(matchLabels as object).length + (matchExpressions as unknown[]).length === 0;
}
