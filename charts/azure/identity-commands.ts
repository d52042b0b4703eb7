import type { AzureResources, ManagedIdentity } from '../environments/sections/azure.ts';
import type { Environment } from '../environments/environment.ts';

/** Creates a managed identity for ServiceAccounts of the environment's namespace. */
export function identity(
  given: ManagedIdentity,
  environment: Environment,
  azure: AzureResources,
  ...accounts: string[]
): string[] {
  return [
    `az identity create --name ${given.name} --resource-group ${azure.resourceGroup} --location ${azure.location}`,
    ...accounts.map((account) => federation(given, environment, azure, account)),
  ];
}

/** Lets the pods of a ServiceAccount act as the identity. */
export function federation(
  { name }: ManagedIdentity,
  { namespace }: Environment,
  { resourceGroup, cluster: { name: cluster, resourceGroup: clusterGroup } }: AzureResources,
  account: string,
): string {
  const show = `az aks show --name ${cluster} --resource-group ${clusterGroup}`;
  const create = `az identity federated-credential create --name ${namespace}-${account} --identity-name ${name}`;
  return join(
    `${create} --resource-group ${resourceGroup}`,
    `--issuer "$(${show} --query oidcIssuerProfile.issuerUrl --output tsv)"`,
    `--subject ${subjectOf(namespace, account)} --audiences api://AzureADTokenExchange`,
  );
}

/** Returns the subject of a pod's token, which the federated credential must match exactly. */
export function subjectOf(namespace: string, serviceAccount: string): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

/** Assigns a role to a managed identity. */
export function roleAssignment(
  role: string,
  { name }: ManagedIdentity,
  { resourceGroup }: Pick<AzureResources, 'resourceGroup'>,
  scope: string,
): string {
  const principal = `az identity show --name ${name} --resource-group ${resourceGroup} --query principalId --output tsv`;
  return join(
    `az role assignment create --role "${role}"`,
    `--assignee-object-id "$(${principal})" --assignee-principal-type ServicePrincipal`,
    `--scope "${scope}"`,
  );
}

/** Joins the lines of one command. */
export function join(...lines: readonly string[]): string {
  return lines.join(' \\\n  ');
}
