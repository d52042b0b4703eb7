import { ContentChart } from '../content.chart.ts';
import { exposureCommands as exposure } from './exposure-commands.ts';
import { federation, identity, join, roleAssignment } from './identity-commands.ts';
import type { AzureResources, ManagedIdentity } from '../environments/sections/azure.ts';
import type { WorkloadIdentityContent } from '../environments/sections/content.ts';
import type { Environment } from '../environments/environment.ts';
import type { AzureManagedRedis } from '../environments/sections/ticket-queue.ts';
import { SecretsChart } from '../secrets.chart.ts';
import { TicketQueuesChart } from '../ticket-queues.chart.ts';

/**
 * Returns the Azure CLI commands that create what an environment needs outside its cluster. Each command can be run again;
 * every name comes from the environment.
 *
 * @throws Error if the environment uses no Azure resources.
 */
export function azureCommands(environment: Environment): string {
  const { azure, content, name } = environment;
  if (azure === undefined || content.source !== 'workload-identity') {
    throw new Error(`environment "${name}" uses no Azure resources: there is nothing to create.`);
  }
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Resource group', [`az group create --name ${azure.resourceGroup} --location ${azure.location}`]],
    ['Cluster: workload identity and access to the registry', cluster(environment, azure)],
    ['Storage account of the documents: versioning on, no public access, no shared keys', storage(content, azure)],
    [
      'Identity of the content service, which can read the documents',
      [...identity(content.identity, environment, azure, ContentChart.serviceName), blobReader(content, azure)],
    ],
    ['Ticket queues: storage and backups', ticketQueues(environment, content, azure)],
    ...(environment.exposure.controller === 'generic'
      ? []
      : [['Ingress traffic', exposure(environment, azure)] as const]),
    ['Key Vault: access and contents', vault(environment, azure, content.identity)],
    ['Values for charts/environments/' + name + '.ts', clientIds(environment, content, azure)],
  ];
  const head = [
    `# Azure resources of ${name}. Nothing has been run: review the commands, log in with az login, then run them step by step.`,
  ];
  return [...head, ...sections.flatMap(([title, commands]) => ['', `# ${title}`, ...commands])].join('\n') + '\n';
}

function cluster({ images, monitoring }: Environment, { cluster: { name, resourceGroup } }: AzureResources): string[] {
  const registry = /^([a-z0-9]+)\.azurecr\.io\//.exec(images.kiosque.repository)?.[1];
  const update = `az aks update --name ${name} --resource-group ${resourceGroup}`;
  return [
    `${update} --enable-oidc-issuer --enable-workload-identity`,
    ...(registry === undefined ? [] : [`${update} --attach-acr ${registry}`]),
    ...(monitoring === 'azure' ? [`${update} --enable-azure-monitor-metrics`] : []),
  ];
}

function storage({ accountUrl, container }: WorkloadIdentityContent, azure: AzureResources): string[] {
  const account = accountOf(accountUrl);
  const group = `--resource-group ${azure.resourceGroup}`;
  return [
    join(
      `az storage account create --name ${account} ${group} --location ${azure.location}`,
      '--kind StorageV2 --sku Standard_ZRS --min-tls-version TLS1_2 --https-only true',
      '--allow-blob-public-access false --allow-shared-key-access false',
    ),
    join(
      `az storage account blob-service-properties update --account-name ${account} ${group}`,
      '--enable-versioning true --enable-delete-retention true --delete-retention-days 30',
      '--enable-container-delete-retention true --container-delete-retention-days 30',
    ),
    `az storage container-rm create --name ${container} --storage-account ${account} ${group}`,
  ];
}

function blobReader(content: WorkloadIdentityContent, azure: AzureResources): string {
  return blobRole('Storage Blob Data Reader', content.identity, content.container, content, azure);
}

function blobRole(
  role: string,
  given: ManagedIdentity,
  container: string,
  { accountUrl }: WorkloadIdentityContent,
  azure: AzureResources,
): string {
  const account = `az storage account show --name ${accountOf(accountUrl)} --resource-group ${azure.resourceGroup}`;
  const scope = `$(${account} --query id --output tsv)/blobServices/default/containers/${container}`;
  return roleAssignment(role, given, azure, scope);
}

/** The backup container and the identity that writes to it, and Azure Managed Redis if the environment uses it. */
function ticketQueues(environment: Environment, content: WorkloadIdentityContent, azure: AzureResources): string[] {
  const { backup, redis } = environment.ticketQueues;
  const writer = redis.kind === 'azure-managed' ? redis.identity : backup.identity;
  const account = `--storage-account ${accountOf(content.accountUrl)} --resource-group ${azure.resourceGroup}`;
  return [
    `az storage container-rm create --name ${backup.container} ${account}`,
    ...(redis.kind === 'azure-managed' ? managedRedis(redis, environment, azure) : []),
    ...(redis.kind === 'in-cluster' && writer !== undefined
      ? identity(writer, environment, azure, TicketQueuesChart.backupName)
      : []),
    ...(writer === undefined
      ? []
      : [blobRole('Storage Blob Data Contributor', writer, backup.container, content, azure)]),
  ];
}

function managedRedis(redis: AzureManagedRedis, environment: Environment, azure: AzureResources): string[] {
  const [name = ''] = redis.host.split('.');
  const group = `--resource-group ${azure.resourceGroup}`;
  const accounts = environment.ticketQueues.names.map((queue) => `queue-${queue}`);
  const principal = `$(az identity show --name ${redis.identity.name} ${group} --query principalId --output tsv)`;
  return [
    ...identity(redis.identity, environment, azure, ...accounts, TicketQueuesChart.backupName, 'queue-close-day'),
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

/** External Secrets reads with its own identity; the CSI driver reads with the identity of the mounting pod. */
function vault(environment: Environment, azure: AzureResources, reader: ManagedIdentity): string[] {
  const { keyVault, resourceGroup, location, secretReader } = azure;
  const scope = `$(az keyvault show --name ${keyVault} --query id --output tsv)`;
  const ownReader = environment.secrets === 'external-secrets';
  return [
    join(
      `az keyvault create --name ${keyVault} --resource-group ${resourceGroup} --location ${location}`,
      '--enable-rbac-authorization true --enable-purge-protection true',
    ),
    ...(ownReader
      ? identity(secretReader, environment, azure, SecretsChart.storeName)
      : environment.ticketQueues.names.map((queue) => federation(reader, environment, azure, `queue-${queue}`))),
    roleAssignment('Key Vault Secrets User', ownReader ? secretReader : reader, azure, scope),
    ...['Key Vault Certificates Officer', 'Key Vault Secrets Officer'].map((role) =>
      join(
        `az role assignment create --role "${role}"`,
        `--assignee "$(az ad signed-in-user show --query id --output tsv)" --scope "${scope}"`,
      ),
    ),
    `# certificate.pem: the certificate of ${environment.host} with its chain and private key, content type PEM`,
    `az keyvault certificate import --vault-name ${keyVault} --name certificate --file certificate.pem`,
    ...(environment.ticketQueues.redis.kind === 'in-cluster'
      ? [`az keyvault secret set --vault-name ${keyVault} --name redis-password --value "$(openssl rand -hex 32)"`]
      : []),
    '# queue-keys.yaml: the hashed keys of desks and supervisors (docs/queue-operations.md)',
    `az keyvault secret set --vault-name ${keyVault} --name queue-keys --file queue-keys.yaml`,
  ];
}

function clientIds(
  { ticketQueues: { backup, redis } }: Environment,
  { identity: reader }: WorkloadIdentityContent,
  azure: AzureResources,
): string[] {
  const show = (name: string, property = 'clientId'): string =>
    `az identity show --name ${name} --resource-group ${azure.resourceGroup} --query ${property} --output tsv`;
  return [
    `${show(reader.name)}   # content.identity.clientId`,
    ...(redis.kind === 'azure-managed'
      ? [
          `${show(redis.identity.name)}   # ticketQueues.redis.identity.clientId`,
          `${show(redis.identity.name, 'principalId')}   # ticketQueues.redis.identity.principalId`,
        ]
      : []),
    ...(backup.identity === undefined
      ? []
      : [`${show(backup.identity.name)}   # ticketQueues.backup.identity.clientId`]),
    `${show(azure.secretReader.name)}   # azure.secretReader.clientId`,
    'az account show --query tenantId --output tsv   # azure.tenantId',
  ];
}

function accountOf(accountUrl: string): string {
  return new URL(accountUrl).hostname.split('.')[0] ?? '';
}
