import type { AzureResources, ManagedIdentity } from '../environments/sections/azure.ts';
import type { WorkloadIdentityContent } from '../environments/sections/content.ts';
import type { Environment } from '../environments/environment.ts';

/** An environment with Azure resources, whose documents are read with an identity. */
export type AzureEnvironment = Environment & {
  readonly azure: AzureResources;
  readonly content: WorkloadIdentityContent;
};

/** @throws Error if the environment uses no Azure resources. */
export function inAzure(environment: Environment): AzureEnvironment {
  const { azure, content, name } = environment;
  if (azure !== undefined && content.source === 'workload-identity') return { ...environment, azure, content };
  throw new Error(`environment "${name}" uses no Azure resources: there is nothing to create.`);
}

/** The storage account of the documents. */
export function accountOf({ content: { accountUrl } }: AzureEnvironment): string {
  return new URL(accountUrl).hostname.split('.')[0] ?? '';
}

/** Creates a managed identity for ServiceAccounts of the environment's namespace. */
export function identity(given: ManagedIdentity, environment: AzureEnvironment, ...accounts: string[]): string[] {
  const { resourceGroup, location } = environment.azure;
  return [
    `az identity create --name ${given.name} --resource-group ${resourceGroup} --location ${location}`,
    ...accounts.map((account) => federation(given, environment, account)),
  ];
}

/** Lets the pods of a ServiceAccount act as the identity; the subject must match that of their tokens exactly. */
export function federation(
  { name }: ManagedIdentity,
  { namespace, azure: { resourceGroup, cluster } }: AzureEnvironment,
  account: string,
): string {
  return join(
    `az identity federated-credential create --name ${namespace}-${account} --identity-name ${name} --resource-group ${resourceGroup}`,
    `--issuer "$(${showCluster(cluster)} --query oidcIssuerProfile.issuerUrl --output tsv)"`,
    `--subject system:serviceaccount:${namespace}:${account} --audiences api://AzureADTokenExchange`,
  );
}

/** Prints the properties of the AKS cluster. */
export function showCluster({ name, resourceGroup }: AzureResources['cluster']): string {
  return `az aks show --name ${name} --resource-group ${resourceGroup}`;
}

/** Prints a property of a managed identity. */
export function showIdentity(
  name: string,
  { resourceGroup }: { readonly resourceGroup: string },
  property: 'clientId' | 'principalId',
): string {
  return `az identity show --name ${name} --resource-group ${resourceGroup} --query ${property} --output tsv`;
}

/** Assigns a role to a managed identity of a resource group. */
export function roleAssignment(
  role: string,
  { name }: Pick<ManagedIdentity, 'name'>,
  group: { readonly resourceGroup: string },
  scope: string,
): string {
  return join(
    `az role assignment create --role "${role}"`,
    `--assignee-object-id "$(${showIdentity(name, group, 'principalId')})" --assignee-principal-type ServicePrincipal`,
    `--scope "${scope}"`,
  );
}

/** Joins the lines of one command. */
export function join(...lines: readonly string[]): string {
  return lines.join(' \\\n  ');
}
