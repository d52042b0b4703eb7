import type { IContainer } from 'kubernetes-models/v1/Container';
import { neighbours } from './kubernetes-object.ts';
import { quantity } from './quantity.ts';
import { eachContainer, eachOf, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

/** Registries that images may come from: Azure Container Registry and GitHub's. */
const REGISTRIES = /^(?:[a-z0-9]+\.azurecr\.io|ghcr\.io)\//;

const IN_TREE = /^kubernetes\.io\//;

/**
 * AKS Deployment Safeguards that are not part of the Pod Security Standards
 * (https://learn.microsoft.com/azure/aks/deployment-safeguards).
 */
export const deploymentSafeguardRules: readonly Rule[] = [
  {
    name: 'resource-requests',
    standards: ['AKS safeguard: mutate'],
    reason: 'AKS raises smaller requests, and Argo CD then reverts them.',
    fix: 'Request at least 100m of CPU and 100Mi of memory.',
    check: eachContainer(({ resources }) => {
      const { cpu, memory } = resources?.requests ?? {};
      if (quantity(cpu) < 0.1) return `requests ${text(cpu)} of CPU`;
      return quantity(memory) < 100 * 2 ** 20 && `requests ${text(memory)} of memory`;
    }),
  },
  {
    name: 'resource-limits',
    standards: ['AKS safeguard: mutate'],
    reason: 'AKS adds missing limits, and a container without limits can starve its node.',
    fix: 'Set limits for CPU and memory that are not below the requests.',
    check: eachContainer(({ resources: { limits, requests } = {} }: IContainer) => {
      const missing = (['cpu', 'memory'] as const).filter((name) => limits?.[name] === undefined);
      if (missing.length > 0) return `has no limit for ${missing.join(' and ')}`;
      const low = (['cpu', 'memory'] as const).filter((name) => quantity(limits?.[name]) < quantity(requests?.[name]));
      return low.length > 0 && `has a limit for ${low.join(' and ')} below its request`;
    }),
  },
  {
    name: 'topology-spread',
    standards: ['AKS safeguard: mutate'],
    reason: 'Replicas on the same node or in the same zone fail together.',
    fix: 'Add topologySpreadConstraints on topology.kubernetes.io/zone and kubernetes.io/hostname, or a pod anti-affinity.',
    check: eachPod(({ spec }, object) => {
      const replicated = ['Deployment', 'StatefulSet', 'ReplicaSet'].includes(object.kind);
      const spread = (spec.topologySpreadConstraints ?? []).length > 0 || spec.affinity?.podAntiAffinity !== undefined;
      const single = object.spec?.['replicas'] === 1;
      return replicated && !single && !spread && 'has no spread constraint or anti-affinity for its pods';
    }),
  },
  {
    name: 'aks-labels',
    standards: ['AKS safeguard: deny'],
    reason: 'Labels under kubernetes.azure.com are reserved for AKS.',
    fix: 'Rename the label.',
    check: (object) =>
      Object.keys(object.metadata.labels ?? {})
        .filter((label) => /^(?:[\w.-]+\.)?kubernetes\.azure\.com\//.test(label))
        .map((label) => `has the label ${label}`),
  },
  {
    name: 'image-registry',
    standards: ['AKS safeguard: deny'],
    reason: 'Images from other registries are untrusted code.',
    fix: 'Pull from ghcr.io or an Azure Container Registry.',
    check: eachContainer(({ image = '' }) => !REGISTRIES.test(image) && `runs ${image}`),
  },
  {
    name: 'latest-tag',
    standards: ['AKS safeguard: deny'],
    reason: 'The tag can be moved, so two pods of the same version may run different images.',
    fix: 'Reference the image by digest.',
    check: eachContainer(({ image = '' }) => {
      const [, tag] = /:([\w.-]+)$/.exec(image.split('@')[0] ?? '') ?? [];
      return (tag === 'latest' || (tag === undefined && !image.includes('@'))) && `runs ${image}`;
    }),
  },
  {
    name: 'system-taints',
    standards: ['AKS safeguard: deny'],
    reason: 'CriticalAddonsOnly reserves the system nodes for cluster components.',
    fix: 'Remove the toleration and run on a user node pool.',
    check: eachPod(({ spec }) =>
      (spec.tolerations ?? [])
        .filter(({ key, operator }) => key === 'CriticalAddonsOnly' || (key === undefined && operator === 'Exists'))
        .map(({ key }) => `tolerates ${key ?? 'every taint'}`),
    ),
  },
  {
    name: 'nodes',
    standards: ['AKS safeguard: deny'],
    reason: 'AKS manages nodes; manual changes are lost at the next upgrade.',
    fix: 'Set labels and taints on the node pool instead.',
    check: eachOf('Node', () => 'is a Node, which must not be applied'),
  },
  {
    name: 'probes',
    standards: ['AKS safeguard: warn'],
    reason: 'Without probes, hung pods are not restarted, and pods that are not ready receive requests.',
    fix: 'Add a readinessProbe and a livenessProbe.',
    check: eachPod(({ spec }, object) =>
      ['Job', 'CronJob'].includes(object.kind)
        ? []
        : spec.containers.flatMap((container) => {
            const missing = (['readinessProbe', 'livenessProbe'] as const).filter((probe) => !container[probe]);
            return missing.length > 0 ? [`container "${container.name}" has no ${missing.join(' and no ')}`] : [];
          }),
    ),
  },
  {
    name: 'csi-storage-class',
    standards: ['AKS safeguard: deny'],
    reason: 'In-tree storage drivers have been removed from Kubernetes.',
    fix: 'Use disk.csi.azure.com or file.csi.azure.com.',
    check: eachOf('StorageClass', (object) => {
      const provisioner = typeof object['provisioner'] === 'string' ? object['provisioner'] : '';
      return IN_TREE.test(provisioner) && `its provisioner is ${provisioner}`;
    }),
  },
  {
    name: 'unique-service-selectors',
    standards: ['AKS safeguard: deny'],
    reason: 'Two Services with the same selector send traffic to the same pods.',
    fix: 'Use one Service with several ports, or distinguish the pods by a label.',
    check: eachOf('Service', (object, all) =>
      neighbours(object, all, 'Service')
        .filter((other) => other !== object && object.spec?.['selector'] !== undefined)
        .filter((other) => canonical(other.spec?.['selector']) === canonical(object.spec?.['selector']))
        .map((other) => `selects the same pods as the Service ${other.metadata.name}`),
    ),
  },
  {
    name: 'windows-administrator',
    standards: ['AKS safeguard: deny'],
    reason: 'ContainerAdministrator is the root user of a Windows container.',
    fix: 'Set windowsOptions.runAsUserName to ContainerUser.',
    check: eachContainer(({ securityContext: own }, { spec: { securityContext: pod } }) => {
      const user = (own?.windowsOptions ?? pod?.windowsOptions)?.runAsUserName;
      return user === 'ContainerAdministrator' && `runs as ${user}`;
    }),
  },
];

function text(value: string | number | undefined): string {
  return String(value ?? 'nothing');
}

function canonical(selector: unknown): string {
  return JSON.stringify(Object.entries(selector ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}
