import { ContentChart } from '../content.chart.ts';
import type {
  AzureResources,
  Environment,
  ManagedIdentity,
  WorkloadIdentityContent,
} from '../environments/environment.ts';
import { SecretsChart } from '../secrets.chart.ts';

/**
 * The Azure CLI commands that make what an environment expects around its cluster, as a page for a person: each may be
 * run again. Every name in it is one of the environment's description.
 *
 * @throws Error when the environment needs nothing of Azure.
 */
export function azureCommands(environment: Environment): string {
  const { azure, content, name } = environment;
  if (azure === undefined || content.source !== 'workload-identity') {
    throw new Error(`environment "${name}" describes nothing in Azure: there is nothing to make.`);
  }
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Where it all lives', [`az group create --name ${azure.resourceGroup} --location ${azure.location}`]],
    ['The cluster: pods get tokens of their own, images come from the registry', cluster(environment, azure)],
    ['The documents: versions kept, nothing public, no keys', storage(content, azure)],
    [
      'The content service may read them',
      [...identity(content.identity, environment, azure, ContentChart.serviceName), blobReader(content, azure)],
    ],
    ['The Key Vault, who reads it, and the certificate in it', vault(environment, azure, content.identity)],
    ['What charts/environments/' + name + '.ts must say', clientIds(content, azure)],
  ];
  const head = [
    `# What ${name} needs in Azure. Nothing was run: read it, log in with az login, then run it step by step.`,
  ];
  return [...head, ...sections.flatMap(([title, commands]) => ['', `# ${title}`, ...commands])].join('\n') + '\n';
}

function cluster({ image, monitoring }: Environment, { cluster: { name, resourceGroup } }: AzureResources): string[] {
  const registry = /^([a-z0-9]+)\.azurecr\.io\//.exec(image.repository)?.[1];
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

function identity(
  { name }: ManagedIdentity,
  { namespace }: Environment,
  azure: AzureResources,
  account: string,
): string[] {
  const group = `--resource-group ${azure.resourceGroup}`;
  const show = `az aks show --name ${azure.cluster.name} --resource-group ${azure.cluster.resourceGroup}`;
  const issuer = `${show} --query oidcIssuerProfile.issuerUrl --output tsv`;
  return [
    `az identity create --name ${name} ${group} --location ${azure.location}`,
    join(
      `az identity federated-credential create --name ${namespace}-${account} --identity-name ${name} ${group}`,
      `--issuer "$(${issuer})"`,
      `--subject ${subjectOf(namespace, account)} --audiences api://AzureADTokenExchange`,
    ),
  ];
}

/** What the token of a pod says it is: the federated credential must name exactly that. */
export function subjectOf(namespace: string, serviceAccount: string): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

function blobReader(
  { accountUrl, container, identity: reader }: WorkloadIdentityContent,
  azure: AzureResources,
): string {
  const account = `az storage account show --name ${accountOf(accountUrl)} --resource-group ${azure.resourceGroup}`;
  const scope = `$(${account} --query id --output tsv)/blobServices/default/containers/${container}`;
  return roleAssignment('Storage Blob Data Reader', reader, azure, scope);
}

/** External Secrets has an identity of its own; with the CSI driver it is the mounting pod's that reads. */
function vault(environment: Environment, azure: AzureResources, reader: ManagedIdentity): string[] {
  const { keyVault, resourceGroup, location, secretReader } = azure;
  const scope = `$(az keyvault show --name ${keyVault} --query id --output tsv)`;
  const ownReader = environment.secrets === 'external-secrets';
  return [
    join(
      `az keyvault create --name ${keyVault} --resource-group ${resourceGroup} --location ${location}`,
      '--enable-rbac-authorization true --enable-purge-protection true',
    ),
    ...(ownReader ? identity(secretReader, environment, azure, SecretsChart.storeName) : []),
    roleAssignment('Key Vault Secrets User', ownReader ? secretReader : reader, azure, scope),
    join(
      'az role assignment create --role "Key Vault Certificates Officer"',
      `--assignee "$(az ad signed-in-user show --query id --output tsv)" --scope "${scope}"`,
    ),
    `# certificate.pem: the certificate of ${environment.host} with its chain and private key, content type PEM`,
    `az keyvault certificate import --vault-name ${keyVault} --name certificate --file certificate.pem`,
  ];
}

function roleAssignment(
  role: string,
  { name }: ManagedIdentity,
  { resourceGroup }: AzureResources,
  scope: string,
): string {
  const principal = `az identity show --name ${name} --resource-group ${resourceGroup} --query principalId --output tsv`;
  return join(
    `az role assignment create --role "${role}"`,
    `--assignee-object-id "$(${principal})" --assignee-principal-type ServicePrincipal`,
    `--scope "${scope}"`,
  );
}

function clientIds({ identity: reader }: WorkloadIdentityContent, azure: AzureResources): string[] {
  const show = (name: string): string =>
    `az identity show --name ${name} --resource-group ${azure.resourceGroup} --query clientId --output tsv`;
  return [
    `${show(reader.name)}   # content.identity.clientId`,
    `${show(azure.secretReader.name)}   # azure.secretReader.clientId`,
    'az account show --query tenantId --output tsv   # azure.tenantId',
  ];
}

function accountOf(accountUrl: string): string {
  return new URL(accountUrl).hostname.split('.')[0] ?? '';
}

function join(...lines: readonly string[]): string {
  return lines.join(' \\\n  ');
}
