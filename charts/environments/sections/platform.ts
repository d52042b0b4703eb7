import { CONTRACT } from '../../../service/contract.ts';
import { checkNetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import type { NetworkPeer } from '../../constructs/network-policy/network-peer.ts';
import { mebibytes, millicores } from '../../constructs/prop-checks.ts';
import type { PropChecks, Resources } from '../../constructs/prop-checks.ts';

/** Where an environment runs, and what all its workloads have in common. */
export interface Platform {
  /** A DNS label: `production`. It names `dist/<name>`, the Argo CD Application and the PriorityClass. */
  readonly name: string;
  /** The namespace of all its objects: `kiosque-production`. */
  readonly namespace: string;
  /** The public host name: `kiosque.example.org`. */
  readonly host: string;
  /** Its entry in `images.json`: by digest, because a tag could change between two pods. */
  readonly images: Images;
  /** Bounds of the autoscaler of each web service. */
  readonly replicas: Range;
  /** Requests and limits of each pod. */
  readonly resources: Resources;
  /** What scrapes metrics: AKS managed Prometheus, the Prometheus operator, or nothing. */
  readonly monitoring: 'azure' | 'prometheus-operator' | 'none';
  /** The pods that scrape. @default those in kube-system (AKS managed Prometheus) or in the namespace monitoring (the operator) */
  readonly scrapers?: NetworkPeer;
  /** Address of the node-local DNS cache, if the cluster has one: `169.254.20.10`. @default none */
  readonly nodeLocalDns?: string;
  /** What creates the Secrets: External Secrets, the Key Vault CSI driver, or a person (`npm run secrets`). */
  readonly secrets: 'external-secrets' | 'key-vault-csi' | 'manual';
  /** The cluster it runs in, which environments can share. */
  readonly cluster: Cluster;
  /** Percentage of the cluster that its pods can request; 1 to 100. Environments in the same cluster add up to at most 100. */
  readonly share: number;
  /** Scheduling priority when the nodes are full: higher wins. 0 to 1 000 000 000. */
  readonly priority: number;
  /** Whether pods of this environment may preempt others of lower priority. */
  readonly preempts: boolean;
  /** Whether Argo CD syncs new commits automatically or manually. */
  readonly sync: 'automatic' | 'manual';
  /** Which feature flags are on in the services of this environment; every one is listed (`npm run flags`). */
  readonly featureFlags: FeatureFlags;
  /** Settings of the content service in this environment (docs/settings.md). */
  readonly settings: Readonly<Record<string, string>>;
}

/** The feature flags by the name of their setting. */
export type FeatureFlags = Readonly<Record<(typeof CONTRACT.featureFlags)[number], 'off' | 'on'>>;

/** The images of an environment, by digest. */
export interface Images {
  /** The image of every workload except Redis and the publisher. */
  readonly kiosque: Image;
  /** The in-cluster Redis: 6.2 to 8, in your own registry. @default none: Azure Managed Redis */
  readonly redis?: Image;
  /** The publisher of blocklists. @default none: no environment publishes without it */
  readonly publisher?: Image;
}

/** An image, pulled as `<repository>@<digest>`. */
export interface Image {
  /** Registry and path, without a tag: `kiosque.azurecr.io/kiosque`. */
  readonly repository: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/** An inclusive range of whole numbers. */
export interface Range {
  readonly minimum: number;
  readonly maximum: number;
}

/** The capacity of all nodes of a cluster (`Allocatable` in `kubectl describe node`). */
export interface Cluster {
  /** Identifies the cluster: environments with the same name share it. */
  readonly name: string;
  /** In cores or millicores: `48`. */
  readonly cpu: string;
  /** In `Mi` or `Gi`: `192Gi`. */
  readonly memory: string;
  /** A whole number: nodes times pods per node. */
  readonly pods: number;
}

/** Checks the platform of one environment. */
export function checkPlatform(checks: PropChecks, platform: Platform): void {
  checks
    .dnsLabel('name', platform.name)
    .dnsLabel('namespace', platform.namespace)
    .hostName('host', platform.host)
    .image('images.kiosque', platform.images.kiosque)
    .oneOf('monitoring', platform.monitoring, ['azure', 'prometheus-operator', 'none'])
    .oneOf('secrets', platform.secrets, ['external-secrets', 'key-vault-csi', 'manual'])
    .integer('priority', platform.priority, 0, 1_000_000_000)
    .oneOf('sync', platform.sync, ['automatic', 'manual']);
  if (platform.images.redis !== undefined) checks.image('images.redis', platform.images.redis);
  if (platform.images.publisher !== undefined) checks.image('images.publisher', platform.images.publisher);
  if (platform.scrapers !== undefined) checkNetworkPeer(checks, 'scrapers', platform.scrapers);
  if (platform.nodeLocalDns !== undefined) checks.address('nodeLocalDns', platform.nodeLocalDns);
  checkFeatureFlags(checks, platform.featureFlags);
  checkReplicas(checks, 'replicas', platform.replicas);
  checkRateLimit(checks, 'settings', platform.settings);
  checkPodResources(checks, 'resources', platform.resources);
  checkCluster(checks, platform);
}

function checkFeatureFlags(checks: PropChecks, flags: FeatureFlags): void {
  for (const name of CONTRACT.featureFlags) checks.oneOf(`featureFlags.${name}`, flags[name], ['off', 'on']);
}

/** Checks the bounds of an autoscaler. */
export function checkReplicas(checks: PropChecks, property: string, { minimum, maximum }: Range): void {
  checks.integer(`${property}.minimum`, minimum, 1, 100).integer(`${property}.maximum`, maximum, minimum, 100);
}

/** The gateway is the only proxy: if it is not trusted, all requests count as one client. */
export function checkRateLimit(checks: PropChecks, property: string, settings: Platform['settings']): void {
  const { RATE_LIMIT_PER_MINUTE: limit = '0', TRUSTED_PROXIES: proxies = '0' } = settings;
  const rule = '1 if RATE_LIMIT_PER_MINUTE is set: the gateway is the only proxy';
  checks.require(limit === '0' || proxies === '1', `${property}.TRUSTED_PROXIES`, proxies, rule);
}

/** Checks requests and limits, and that AKS leaves the requests as they are. */
export function checkPodResources(checks: PropChecks, property: string, resources: Resources): void {
  const [cpu, memory] = [resources.cpu.request, resources.memory.request];
  const rule = (least: string): string => `at least ${least}: AKS raises lower requests`;
  checks
    .resources(resources, property)
    .require(!(millicores(cpu) < 100), `${property}.cpu.request`, cpu, rule('100m'))
    .require(!(mebibytes(memory) < 100), `${property}.memory.request`, memory, rule('100Mi'));
}

function checkCluster(checks: PropChecks, { cluster, share }: Platform): void {
  const { name, cpu, memory, pods } = cluster;
  checks
    .dnsLabel('cluster.name', name)
    .require(millicores(cpu) > 0, 'cluster.cpu', cpu, 'CPU such as 48')
    .require(mebibytes(memory) > 0, 'cluster.memory', memory, 'memory such as 192Gi')
    .integer('cluster.pods', pods, 1, 100_000)
    .integer('share', share, 1, 100);
}
