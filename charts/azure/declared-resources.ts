import type { ManagedIdentity } from '../environments/sections/azure.ts';
import { declaredCluster } from './declared-cluster.ts';
import { declaredStorage } from './declared-storage.ts';
import type { Declared } from './declared.ts';
import type { AzureEnvironment } from './identity-commands.ts';

/** Returns every resource of an environment, in the order in which they are created. */
export function declaredResources(environment: AzureEnvironment): Declared[] {
  const { azure } = environment;
  return [
    group(azure.cluster.resourceGroup, azure.location),
    ...declaredCluster(environment),
    group(azure.resourceGroup, azure.location),
    ...declaredStorage(environment),
    ...identitiesOf(environment).map(([identity, place]) => declaredIdentity(identity, place, environment)),
    ...redis(environment),
    ...loadBalancerSubnet(environment),
    vault(environment),
    ...monitor(environment),
  ];
}

function group(name: string, location: string): Declared {
  return {
    title: `resource group ${name}`,
    show: `group show --name ${name}`,
    create: `az group create --name ${name}`,
    expected: [{ path: 'location', value: location, mend: 'it cannot be moved: create another' }],
  };
}

/** The identities of an environment, with the place of their client id. */
function identitiesOf({
  content,
  ticketQueues: { backup, redis: store },
  azure,
  secrets,
  exposure,
}: AzureEnvironment): (readonly [ManagedIdentity, string])[] {
  const given: readonly (readonly [ManagedIdentity | undefined, string])[] = [
    [content.identity, 'content.identity'],
    [store.kind === 'azure-managed' ? store.identity : backup.identity, 'the identity of backups'],
    [secrets === 'external-secrets' ? azure.secretReader : undefined, 'azure.secretReader'],
    [exposure.controller === 'app-routing' ? exposure.certificateReader : undefined, 'exposure.certificateReader'],
  ];
  return given.flatMap(([identity, place]) => (identity === undefined ? [] : [[identity, place] as const]));
}

function declaredIdentity(
  { name, clientId }: ManagedIdentity,
  place: string,
  { azure, name: environment }: AzureEnvironment,
): Declared {
  return {
    title: `identity ${name}`,
    show: `identity show --name ${name} --resource-group ${azure.resourceGroup}`,
    create: `az identity create --name ${name}`,
    expected: [
      {
        path: 'clientId',
        value: clientId,
        mend: `set the clientId of ${place} in charts/environments/${environment}.ts`,
      },
    ],
  };
}

function redis({ ticketQueues, azure }: AzureEnvironment): Declared[] {
  if (ticketQueues.redis.kind !== 'azure-managed') return [];
  const [name = ''] = ticketQueues.redis.host.split('.');
  return [
    {
      title: `Redis ${name}`,
      show: `redisenterprise show --cluster-name ${name} --resource-group ${azure.resourceGroup}`,
      create: 'az redisenterprise create',
      expected: [{ path: 'hostName', value: ticketQueues.redis.host, mend: 'set ticketQueues.redis.host' }],
    },
  ];
}

function loadBalancerSubnet({ exposure }: AzureEnvironment): Declared[] {
  if (exposure.controller !== 'azure-alb' || !('managed' in exposure.loadBalancer)) return [];
  const id = exposure.loadBalancer.managed.subnetId;
  return [
    {
      title: `subnet of the load balancer ${id.replace(/^.*virtualNetworks\//, '').replace('/subnets/', '/')}`,
      show: `network vnet subnet show --ids ${id}`,
      create: 'az network vnet subnet create',
      expected: [
        { path: 'addressPrefix', value: exposure.subnet, mend: 'set exposure.subnet, or create another subnet' },
        {
          path: 'delegations.0.serviceName',
          value: 'Microsoft.ServiceNetworking/trafficControllers',
          mend: `az network vnet subnet update --ids ${id} --delegations Microsoft.ServiceNetworking/trafficControllers`,
        },
      ],
    },
  ];
}

function vault({ azure }: AzureEnvironment): Declared {
  const own = `--name ${azure.keyVault} --resource-group ${azure.resourceGroup}`;
  const update = `az keyvault update ${own}`;
  return {
    title: `key vault ${azure.keyVault}`,
    show: `keyvault show ${own}`,
    create: 'az keyvault create',
    expected: [
      { path: 'properties.enableRbacAuthorization', value: true, mend: `${update} --enable-rbac-authorization true` },
      { path: 'properties.enablePurgeProtection', value: true, mend: `${update} --enable-purge-protection true` },
      { path: 'properties.tenantId', value: azure.tenantId, mend: 'set azure.tenantId' },
    ],
  };
}

function monitor({ azure, monitoring, logs }: AzureEnvironment): Declared[] {
  const { workspace, grafana, logs: logWorkspace, logDays } = azure.monitor;
  const inGroup = `--resource-group ${azure.cluster.resourceGroup}`;
  const ownLogs = `--workspace-name ${logWorkspace} ${inGroup}`;
  const metrics = ['monitor account', 'grafana'].map((command, index) => ({
    title: `${index === 0 ? 'monitor workspace' : 'Grafana'} ${index === 0 ? workspace : grafana}`,
    show: `${command} show --name ${index === 0 ? workspace : grafana} ${inGroup}`,
    create: `az ${command} create`,
    expected: [],
  }));
  return [
    ...(monitoring === 'azure' ? metrics : []),
    ...(logs === 'azure'
      ? [
          {
            title: `log workspace ${logWorkspace}`,
            show: `monitor log-analytics workspace show ${ownLogs}`,
            create: 'az monitor log-analytics workspace create',
            expected: [
              {
                path: 'retentionInDays',
                value: logDays,
                mend: `az monitor log-analytics workspace update ${ownLogs} --retention-time ${String(logDays)}`,
              },
            ],
          },
        ]
      : []),
  ];
}
