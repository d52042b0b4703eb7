import { NODE_PROFILES } from '../environments/sections/node-pools.ts';
import type { NodePool } from '../environments/sections/node-pools.ts';
import { VERSIONS } from './add-ons.ts';
import { join, showCluster } from './identity-commands.ts';
import type { AzureEnvironment } from './identity-commands.ts';

/** Name of the subnet of the nodes. */
export const NODES_SUBNET = 'nodes';

/** The registry that the environment pulls from; undefined if it is not an Azure Container Registry. */
export function registryOf({ images }: Pick<AzureEnvironment, 'images'>): string | undefined {
  return /^([a-z0-9]+)\.azurecr\.io\//.exec(images.kiosque.repository)?.[1];
}

/** The system pool, which a cluster is created with, and the others. */
export function poolsOf({ azure }: Pick<AzureEnvironment, 'azure'>): readonly [NodePool, ...NodePool[]] {
  return NODE_PROFILES[azure.cluster.profile] as readonly [NodePool, ...NodePool[]];
}

/** Returns the commands for the network, the registry, the cluster and its node pools: a cluster is created only once. */
export function clusterCommands(environment: AzureEnvironment): string[] {
  const { location, cluster } = environment.azure;
  const { network, resourceGroup } = cluster;
  const group = `--resource-group ${resourceGroup}`;
  const registry = registryOf(environment);
  const [system, ...others] = poolsOf(environment);
  const name = `--cluster-name ${cluster.name} ${group}`;
  return [
    `az group create --name ${resourceGroup} --location ${location}`,
    join(
      `az network vnet create --name ${network.name} ${group} --location ${location} --address-prefixes ${network.prefix}`,
      `--subnet-name ${NODES_SUBNET} --subnet-prefixes ${network.nodes}`,
    ),
    ...(registry === undefined
      ? []
      : [`az acr create --name ${registry} ${group} --location ${location} --sku Standard --admin-enabled false`]),
    createCluster(environment, system),
    join(
      `az aks nodepool update --name ${system.name} ${name} ${upgradeOptions(system)}`,
      ...(system.taint === undefined ? [] : [`--node-taints ${system.taint}`]),
    ),
    ...others.map((pool) =>
      join(
        `az aks nodepool add --name ${pool.name} ${name} --mode ${pool.mode} --vnet-subnet-id "${subnetId(environment)}"`,
        `${nodeOptions(pool)} ${upgradeOptions(pool)}`,
      ),
    ),
  ];
}

function createCluster(environment: AzureEnvironment, system: NodePool): string {
  const { location, cluster } = environment.azure;
  return join(
    `az aks create --name ${cluster.name} --resource-group ${cluster.resourceGroup} --location ${location}`,
    `--kubernetes-version ${VERSIONS.kubernetes} --tier ${cluster.profile === 'small' ? 'free' : 'standard'}`,
    `--nodepool-name ${system.name} ${nodeOptions(system)} --generate-ssh-keys`,
    '--network-plugin azure --network-plugin-mode overlay --network-dataplane cilium',
    `--vnet-subnet-id "${subnetId(environment)}"`,
    '--auto-upgrade-channel patch --node-os-upgrade-channel NodeImage',
  );
}

function nodeOptions({ size, nodes: [minimum, maximum], pods, zones }: NodePool): string {
  return [
    `--node-vm-size ${size} --node-count ${String(minimum)} --max-pods ${String(pods)}`,
    ...(zones.length === 0 ? [] : [`--zones ${zones.join(' ')}`]),
    ...(minimum === maximum
      ? []
      : [`--enable-cluster-autoscaler --min-count ${String(minimum)} --max-count ${String(maximum)}`]),
  ].join(' ');
}

function upgradeOptions({ upgrade: { maxSurge, maxUnavailable } }: NodePool): string {
  return `--max-surge ${maxSurge}${maxUnavailable === '0' ? '' : ` --max-unavailable ${maxUnavailable}`}`;
}

function subnetId({ azure: { cluster } }: AzureEnvironment): string {
  const which = `--name ${NODES_SUBNET} --vnet-name ${cluster.network.name} --resource-group ${cluster.resourceGroup}`;
  return `$(az network vnet subnet show ${which} --query id --output tsv)`;
}

/** Returns the commands that let pods of the cluster have identities, and pull images. They can be run again. */
export function clusterAccess(environment: AzureEnvironment): string[] {
  const update = showCluster(environment.azure.cluster).replace('az aks show', 'az aks update');
  const registry = registryOf(environment);
  return [
    `${update} --enable-oidc-issuer --enable-workload-identity`,
    ...(registry === undefined ? [] : [`${update} --attach-acr ${registry}`]),
  ];
}
