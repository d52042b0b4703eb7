import { VERSIONS } from './add-ons.ts';
import { NODES_SUBNET, poolsOf, registryOf } from './cluster-commands.ts';
import type { Declared, Expected } from './declared.ts';
import type { AzureEnvironment } from './identity-commands.ts';
import type { NodePool } from '../environments/sections/node-pools.ts';

/** Returns the registry, the network, the cluster and its node pools. */
export function declaredCluster(environment: AzureEnvironment): Declared[] {
  const { cluster } = environment.azure;
  const group = `--resource-group ${cluster.resourceGroup}`;
  const registry = registryOf(environment);
  return [
    ...(registry === undefined ? [] : [declaredRegistry(registry, group)]),
    {
      title: `subnet ${cluster.network.name}/${NODES_SUBNET}`,
      show: `network vnet subnet show --name ${NODES_SUBNET} --vnet-name ${cluster.network.name} ${group}`,
      create: 'az network vnet create',
      expected: [
        { path: 'addressPrefix', value: cluster.network.nodes, mend: 'nodes use it: it cannot be changed in place' },
      ],
    },
    {
      title: `cluster ${cluster.name}`,
      show: `aks show --name ${cluster.name} ${group}`,
      create: 'az aks create',
      expected: expectedOfCluster(environment),
    },
    ...poolsOf(environment).map((pool, index) => declaredPool(pool, index === 0, environment)),
  ];
}

function declaredRegistry(registry: string, group: string): Declared {
  const update = `az acr update --name ${registry} ${group}`;
  return {
    title: `registry ${registry}`,
    show: `acr show --name ${registry} ${group}`,
    create: 'az acr create',
    expected: [
      { path: 'sku.name', value: 'Standard', mend: `${update} --sku Standard` },
      { path: 'adminUserEnabled', value: false, mend: `${update} --admin-enabled false` },
    ],
  };
}

function expectedOfCluster({ azure, logs, monitoring, secrets, ticketQueues, exposure }: AzureEnvironment): Expected[] {
  const { cluster, location } = azure;
  const own = `--name ${cluster.name} --resource-group ${cluster.resourceGroup}`;
  const update = `az aks update ${own}`;
  const fixed = 'it cannot be changed: create another cluster';
  const on = (path: string, mend: string): Expected => ({ path, value: true, mend });
  const minor = VERSIONS.kubernetes;
  return [
    { path: 'location', value: location, mend: fixed },
    {
      ...{ path: 'currentKubernetesVersion', value: minor, isPrefix: true },
      mend: `az aks upgrade ${own} --kubernetes-version ${minor}`,
    },
    { path: 'networkProfile.networkPluginMode', value: 'overlay', mend: `${update} --network-plugin-mode overlay` },
    { path: 'networkProfile.networkDataplane', value: 'cilium', mend: `${update} --network-dataplane cilium` },
    { path: 'autoUpgradeProfile.upgradeChannel', value: 'patch', mend: `${update} --auto-upgrade-channel patch` },
    on('oidcIssuerProfile.enabled', `${update} --enable-oidc-issuer`),
    on('securityProfile.workloadIdentity.enabled', `${update} --enable-workload-identity`),
    ...(monitoring === 'azure'
      ? [on('azureMonitorProfile.metrics.enabled', `${update} --enable-azure-monitor-metrics`)]
      : []),
    ...(logs === 'azure'
      ? [on('addonProfiles.omsagent.enabled', `az aks enable-addons --addons monitoring ${own}`)]
      : []),
    ...(secrets === 'key-vault-csi'
      ? [
          on(
            'addonProfiles.azureKeyvaultSecretsProvider.enabled',
            `az aks enable-addons --addons azure-keyvault-secrets-provider ${own}`,
          ),
        ]
      : []),
    ...(ticketQueues.scaling === 'queue-length'
      ? [on('workloadAutoScalerProfile.keda.enabled', `${update} --enable-keda`)]
      : []),
    ...(exposure.controller === 'app-routing'
      ? [on('ingressProfile.webAppRouting.enabled', `az aks approuting enable ${own}`)]
      : []),
  ];
}

function declaredPool(pool: NodePool, isFirst: boolean, { azure }: AzureEnvironment): Declared {
  const { cluster } = azure;
  const own = `--name ${pool.name} --cluster-name ${cluster.name} --resource-group ${cluster.resourceGroup}`;
  const update = `az aks nodepool update ${own}`;
  const [minimum, maximum] = pool.nodes;
  const fixed = 'it cannot be changed: add a pool with another name, then delete this one';
  const bounds = `--min-count ${String(minimum)} --max-count ${String(maximum)}`;
  const scales = minimum !== maximum;
  return {
    title: `node pool ${pool.name}`,
    show: `aks nodepool show ${own}`,
    create: isFirst ? 'az aks create' : `az aks nodepool add --name ${pool.name}`,
    expected: [
      { path: 'vmSize', value: pool.size, mend: fixed },
      { path: 'maxPods', value: pool.pods, mend: fixed },
      { path: 'mode', value: pool.mode, mend: `${update} --mode ${pool.mode}` },
      {
        path: 'upgradeSettings.maxSurge',
        value: pool.upgrade.maxSurge,
        mend: `${update} --max-surge ${pool.upgrade.maxSurge}`,
      },
      ...(scales
        ? [
            { path: 'enableAutoScaling', value: true, mend: `${update} --enable-cluster-autoscaler ${bounds}` },
            { path: 'minCount', value: minimum, mend: `${update} --update-cluster-autoscaler ${bounds}` },
            { path: 'maxCount', value: maximum, mend: `${update} --update-cluster-autoscaler ${bounds}` },
          ]
        : [
            { path: 'count', value: minimum, mend: `az aks nodepool scale ${own} --node-count ${String(minimum)}` },
            { path: 'enableAutoScaling', value: false, mend: `${update} --disable-cluster-autoscaler` },
          ]),
      ...(pool.taint === undefined
        ? []
        : [{ path: 'nodeTaints.0', value: pool.taint, mend: `${update} --node-taints ${pool.taint}` }]),
    ],
  };
}
