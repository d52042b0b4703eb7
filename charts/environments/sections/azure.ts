import { mebibytes, millicores } from '../../constructs/prop-checks.ts';
import type { PropChecks } from '../../constructs/prop-checks.ts';
import { capacityOf, NODE_PROFILES } from './node-pools.ts';
import type { NodeProfile } from './node-pools.ts';
import type { Cluster } from './platform.ts';

/** The names of the resources outside the cluster, which `npm run azure -- <environment>` prints commands for. */
export interface AzureResources {
  readonly location: string;
  readonly resourceGroup: string;
  /** The AKS cluster, which environments can share; its OIDC issuer signs the pods' tokens. */
  readonly cluster: AzureCluster;
  /** What stores metrics and logs; in the cluster's resource group, because the environments of a cluster share it. */
  readonly monitor: AzureMonitor;
  /** The Key Vault that contains the values of the Secrets. */
  readonly keyVault: string;
  /** Microsoft Entra tenant. */
  readonly tenantId: string;
  /** The identity with which External Secrets reads the Key Vault. */
  readonly secretReader: ManagedIdentity;
}

/** The AKS cluster and its network; the registry is in its resource group, too. */
export interface AzureCluster {
  readonly name: string;
  readonly resourceGroup: string;
  /** Its node pools: `small` has 4 vCPU in total, `standard` is for production. */
  readonly profile: NodeProfile;
  /** The virtual network and the subnet of its nodes, in CIDR notation. Load balancers have subnets of their own. */
  readonly network: { readonly name: string; readonly prefix: string; readonly nodes: string };
}

/** The resources that store and show metrics and logs. */
export interface AzureMonitor {
  /** Azure Monitor workspace: stores metrics and evaluates alert rules. */
  readonly workspace: string;
  /** Azure Managed Grafana. */
  readonly grafana: string;
  /** Log Analytics workspace. */
  readonly logs: string;
  /** Days to keep logs; 30 to 730. */
  readonly logDays: number;
}

/** A user-assigned managed identity. */
export interface ManagedIdentity {
  /** Its name: `kiosque-content-production`. */
  readonly name: string;
  /** Its client id, as printed by `az identity show --query clientId`. */
  readonly clientId: string;
}

/** Checks the Azure resources, and that the cluster can have its stated capacity; `needed` is whether another part of the environment requires them. */
export function checkAzure(
  checks: PropChecks,
  azure: AzureResources | undefined,
  needed: boolean,
  cluster: Cluster,
): void {
  if (azure === undefined) {
    const rule = 'set: external-secrets, key-vault-csi and workload-identity require it';
    checks.require(!needed, 'azure', null, rule);
    return;
  }
  const vault = /^[a-z](?:-?[a-z0-9]){2,23}$/;
  checks
    .guid('azure.tenantId', azure.tenantId)
    .integer('azure.monitor.logDays', azure.monitor.logDays, 30, 730)
    .guid('azure.secretReader.clientId', azure.secretReader.clientId)
    .require(vault.test(azure.keyVault), 'azure.keyVault', azure.keyVault, '3 to 24 letters, digits, single hyphens');
  checkCluster(checks, azure.cluster, cluster);
}

function checkCluster(checks: PropChecks, { profile, network }: AzureCluster, cluster: Cluster): void {
  checks
    .oneOf('azure.cluster.profile', profile, Object.keys(NODE_PROFILES))
    .subnet('azure.cluster.network.prefix', network.prefix)
    .subnet('azure.cluster.network.nodes', network.nodes);
  if (!(profile in NODE_PROFILES)) return;
  const { cpu, memory, pods } = capacityOf(profile);
  const rule = (most: string): string =>
    `at most ${most}: what the node pools of azure.cluster.profile "${profile}" offer`;
  checks
    .require(!(millicores(cluster.cpu) > cpu), 'cluster.cpu', cluster.cpu, rule(`${String(cpu)}m`))
    .require(!(mebibytes(cluster.memory) > memory), 'cluster.memory', cluster.memory, rule(`${String(memory)}Mi`))
    .require(!(cluster.pods > pods), 'cluster.pods', cluster.pods, rule(String(pods)));
}
