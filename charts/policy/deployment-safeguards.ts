import type { IContainer } from 'kubernetes-models/v1/Container';
import { neighbours } from './kubernetes-object.ts';
import { quantity } from './quantity.ts';
import { eachContainer, eachOf, eachPod } from './rule.ts';
import type { Rule } from './rule.ts';

/** Registries that images may come from: Azure Container Registry and GitHub's. */
const REGISTRIES = /^(?:[a-z0-9]+\.azurecr\.io|ghcr\.io)\//;

const IN_TREE = /^kubernetes\.io\//;

/**
 * AKS Deployment Safeguards, those that Pod Security does not ask for
 * (https://learn.microsoft.com/azure/aks/deployment-safeguards).
 */
export const deploymentSafeguardRules: readonly Rule[] = [
  {
    name: 'resource-requests',
    standards: ['AKS safeguard: mutate'],
    reason: 'AKS raises smaller requests on its own, and Argo CD puts them back.',
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
    reason: 'AKS adds limits on its own, and a container without them can starve its node.',
    fix: 'Set limits of CPU and memory, not below the requests.',
    check: eachContainer(({ resources: { limits, requests } = {} }: IContainer) => {
      const missing = (['cpu', 'memory'] as const).filter((name) => limits?.[name] === undefined);
      if (missing.length > 0) return `has no limit of ${missing.join(' and ')}`;
      const low = (['cpu', 'memory'] as const).filter((name) => quantity(limits?.[name]) < quantity(requests?.[name]));
      return low.length > 0 && `has a limit of ${low.join(' and ')} below its request`;
    }),
  },
  {
    name: 'topology-spread',
    standards: ['AKS safeguard: mutate'],
    reason: 'Replicas on one node or in one zone go down together.',
    fix: 'Add topologySpreadConstraints on topology.kubernetes.io/zone and kubernetes.io/hostname, or a pod anti-affinity.',
    check: eachPod(({ spec }, object) => {
      const replicated = ['Deployment', 'StatefulSet', 'ReplicaSet'].includes(object.kind);
      const spread = (spec.topologySpreadConstraints ?? []).length > 0 || spec.affinity?.podAntiAffinity !== undefined;
      return replicated && object.spec?.['replicas'] !== 1 && !spread ? ['its pods are not spread'] : [];
    }),
  },
  {
    name: 'aks-labels',
    standards: ['AKS safeguard: deny'],
    reason: 'Labels under kubernetes.azure.com belong to AKS.',
    fix: 'Rename the label.',
    check: (object) =>
      Object.keys(object.metadata.labels ?? {})
        .filter((label) => /^(?:[\w.-]+\.)?kubernetes\.azure\.com\//.test(label))
        .map((label) => `has the label ${label}`),
  },
  {
    name: 'image-registry',
    standards: ['AKS safeguard: deny'],
    reason: 'An image from anywhere is code from anybody.',
    fix: 'Pull from ghcr.io or an Azure Container Registry.',
    check: eachContainer(({ image = '' }) => !REGISTRIES.test(image) && `runs ${image}`),
  },
  {
    name: 'latest-tag',
    standards: ['AKS safeguard: deny'],
    reason: 'Such an image means another one tomorrow, so that two pods of one version differ.',
    fix: 'Name the image by digest.',
    check: eachContainer(({ image = '' }) => {
      const [, tag] = /:([\w.-]+)$/.exec(image.split('@')[0] ?? '') ?? [];
      return (tag === 'latest' || (tag === undefined && !image.includes('@'))) && `runs ${image}`;
    }),
  },
  {
    name: 'system-taints',
    standards: ['AKS safeguard: deny'],
    reason: 'CriticalAddonsOnly keeps the system nodes for the cluster itself.',
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
    reason: 'AKS makes and changes nodes; an edited one is lost with the next upgrade.',
    fix: 'Set labels and taints on the node pool instead.',
    check: eachOf('Node', () => 'a Node is not ours to apply'),
  },
  {
    name: 'probes',
    standards: ['AKS safeguard: warn'],
    reason: 'Without them a stuck pod stays, and an unready one gets requests.',
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
    reason: 'The drivers built into Kubernetes are gone.',
    fix: 'Use disk.csi.azure.com or file.csi.azure.com.',
    check: eachOf('StorageClass', (object) => {
      const provisioner = typeof object['provisioner'] === 'string' ? object['provisioner'] : '';
      return IN_TREE.test(provisioner) && `its provisioner is ${provisioner}`;
    }),
  },
  {
    name: 'unique-service-selectors',
    standards: ['AKS safeguard: deny'],
    reason: 'Two Services with one selector send their traffic to the same pods.',
    fix: 'Use one Service with several ports, or tell the pods apart by a label.',
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
    reason: 'ContainerAdministrator is root of a Windows container.',
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
