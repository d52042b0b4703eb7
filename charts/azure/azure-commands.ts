import { ContentChart } from '../content.chart.ts';
import type { ManagedIdentity } from '../environments/sections/azure.ts';
import type { Environment } from '../environments/environment.ts';
import type { AzureManagedRedis } from '../environments/sections/ticket-queue.ts';
import { TicketQueuesChart } from '../ticket-queues.chart.ts';
import { addOnCommands } from './add-ons.ts';
import { clusterAccess, clusterCommands } from './cluster-commands.ts';
import { exposureCommands } from './exposure-commands.ts';
import { accountOf, identity, inAzure, join, roleAssignment, showIdentity } from './identity-commands.ts';
import type { AzureEnvironment } from './identity-commands.ts';
import { logCommands } from './log-commands.ts';
import { alertCommands, metricsCommands } from './monitor-commands.ts';
import { servicesOf, vaultCommands } from './vault-commands.ts';

/** Commands that belong together. */
export interface AzureSection {
  readonly title: string;
  /** Comments begin with `#`. */
  readonly commands: readonly string[];
}

/**
 * Returns the Azure CLI commands that create what an environment needs: the cluster, and what is outside of it. Each command can
 * be run again, except those of the first section; every name comes from the environment.
 *
 * @throws Error if the environment uses no Azure resources.
 */
export function azureCommands(environment: Environment): string {
  const head = `# Azure resources of ${environment.name}. Nothing has been run: review the commands, log in with az login, then run them step by step.`;
  const sections = azureSections(environment).flatMap(({ title, commands }) => ['', `# ${title}`, ...commands]);
  return `${[head, ...sections].join('\n')}\n`;
}

/**
 * Returns the same commands by section, in the order in which they are run.
 *
 * @throws Error if the environment uses no Azure resources.
 */
export function azureSections(given: Environment): AzureSection[] {
  const environment = inAzure(given);
  const { azure, name } = environment;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    [
      'Network, registry, cluster and node pools, which environments share: only the first time',
      clusterCommands(environment),
    ],
    ['Cluster: workload identity and access to the registry', clusterAccess(environment)],
    ['Operators and add-ons of the cluster', addOnCommands(environment)],
    ['Resource group', [`az group create --name ${azure.resourceGroup} --location ${azure.location}`]],
    ['Storage account of the documents: versioning on, no public access, no shared keys', storage(environment)],
    ['Identity of the content service, which can read the documents', contentReader(environment)],
    ['Ticket queues: storage and backups', ticketQueues(environment)],
    ['Ingress traffic', exposureCommands(environment)],
    ['Key Vault: access and contents', vaultCommands(environment)],
    ['Metrics, and dashboards for them', metricsCommands(environment)],
    ['Logs of all pods', logCommands(environment)],
    ['Alerts, and who is told about them', alertCommands(environment)],
    [`Values for charts/environments/${name}.ts`, clientIds(environment)],
  ];
  return sections.filter(([, commands]) => commands.length > 0).map(([title, commands]) => ({ title, commands }));
}

function storage(environment: AzureEnvironment): string[] {
  const account = accountOf(environment);
  const group = `--resource-group ${environment.azure.resourceGroup}`;
  return [
    join(
      `az storage account create --name ${account} ${group} --location ${environment.azure.location}`,
      '--kind StorageV2 --sku Standard_ZRS --min-tls-version TLS1_2 --https-only true',
      '--allow-blob-public-access false --allow-shared-key-access false',
    ),
    join(
      `az storage account blob-service-properties update --account-name ${account} ${group}`,
      '--enable-versioning true --enable-delete-retention true --delete-retention-days 30',
      '--enable-container-delete-retention true --container-delete-retention-days 30',
    ),
    storageContainer(environment.content.container, environment),
  ];
}

function storageContainer(name: string, environment: AzureEnvironment): string {
  const group = `--resource-group ${environment.azure.resourceGroup}`;
  return `az storage container-rm create --name ${name} --storage-account ${accountOf(environment)} ${group}`;
}

function contentReader(environment: AzureEnvironment): string[] {
  const { identity: reader, container } = environment.content;
  return [
    ...identity(reader, environment, ContentChart.serviceName),
    blobRole('Storage Blob Data Reader', reader, container, environment),
  ];
}

function blobRole(role: string, given: ManagedIdentity, container: string, environment: AzureEnvironment): string {
  const { azure } = environment;
  const account = `az storage account show --name ${accountOf(environment)} --resource-group ${azure.resourceGroup}`;
  const scope = `$(${account} --query id --output tsv)/blobServices/default/containers/${container}`;
  return roleAssignment(role, given, azure, scope);
}

/** The backup container and the identity that writes to it, and Azure Managed Redis if the environment uses it. */
function ticketQueues(environment: AzureEnvironment): string[] {
  const { backup, redis } = environment.ticketQueues;
  const isManaged = redis.kind === 'azure-managed';
  const writer = isManaged ? redis.identity : backup.identity;
  return [
    storageContainer(backup.container, environment),
    ...(isManaged ? managedRedis(redis, environment) : []),
    ...(!isManaged && writer ? identity(writer, environment, TicketQueuesChart.backupName) : []),
    ...(writer ? [blobRole('Storage Blob Data Contributor', writer, backup.container, environment)] : []),
  ];
}

function managedRedis(redis: AzureManagedRedis, environment: AzureEnvironment): string[] {
  const { azure } = environment;
  const [name = ''] = redis.host.split('.');
  const group = `--resource-group ${azure.resourceGroup}`;
  const principal = `$(${showIdentity(redis.identity.name, azure, 'principalId')})`;
  return [
    ...identity(
      redis.identity,
      environment,
      ...servicesOf(environment),
      TicketQueuesChart.backupName,
      'queue-close-day',
    ),
    join(
      `az redisenterprise create --name ${name} ${group} --location ${azure.location} --sku Balanced_B1`,
      '--clustering-policy OSSCluster --eviction-policy NoEviction --client-protocol Encrypted',
      '--persistence aof-enabled=true aof-frequency=1s',
    ),
    join(
      `az redisenterprise database access-policy-assignment create --cluster-name ${name} ${group}`,
      `--database-name default --access-policy-assignment-name queues --access-policy-name default --object-id "${principal}"`,
    ),
  ];
}

function clientIds({ ticketQueues: { backup, redis }, content, azure }: AzureEnvironment): string[] {
  const managed = redis.kind === 'azure-managed' ? redis.identity : undefined;
  const values = [
    [content.identity, 'content.identity', 'clientId'],
    [managed, 'ticketQueues.redis.identity', 'clientId'],
    [managed, 'ticketQueues.redis.identity', 'principalId'],
    [backup.identity, 'ticketQueues.backup.identity', 'clientId'],
    [azure.secretReader, 'azure.secretReader', 'clientId'],
  ] as const;
  return [
    ...values.flatMap(([given, place, property]) =>
      given ? [`${showIdentity(given.name, azure, property)}   # ${place}.${property}`] : [],
    ),
    'az account show --query tenantId --output tsv   # azure.tenantId',
  ];
}
