import { CERTIFICATE_READER, gatewayNamespace } from '../constructs/exposure/app-routing.ts';
import type { AzureResources } from '../environments/sections/azure.ts';
import type { Environment } from '../environments/environment.ts';
import type { AppRoutingExposure, AzureAlbExposure } from '../environments/sections/exposure.ts';
import { federation, join, roleAssignment } from './identity-commands.ts';

/** The identity of the controller, one per cluster, with the name that its documentation uses. */
const CONTROLLER = 'azure-alb-identity';

/** Returns the commands that the environment's controller needs; none for a controller that is not Azure's. */
export function exposureCommands(environment: Environment, azure: AzureResources): string[] {
  const { exposure } = environment;
  if (exposure.controller === 'azure-alb') return azureAlb(exposure, environment.namespace, azure);
  return exposure.controller === 'app-routing' ? appRouting(exposure, environment, azure) : [];
}

/** https://learn.microsoft.com/azure/application-gateway/for-containers/quickstart-deploy-application-gateway-for-containers-alb-controller */
function azureAlb(
  { loadBalancer, subnet }: AzureAlbExposure,
  namespace: string,
  { cluster, location }: AzureResources,
): string[] {
  const show = `az aks show --name ${cluster.name} --resource-group ${cluster.resourceGroup}`;
  const nodes = `$(az group show --name "$(${show} --query nodeResourceGroup --output tsv)" --query id --output tsv)`;
  const identity = { name: CONTROLLER, clientId: '' };
  const client = `$(az identity show --name ${CONTROLLER} --resource-group ${cluster.resourceGroup} --query clientId --output tsv)`;
  const subnetId = 'managed' in loadBalancer ? loadBalancer.managed.subnetId : undefined;
  const scope = subnetId === undefined ? loadBalancerScope(loadBalancer) : nodes;
  const assign = (role: string, of: string): string => roleAssignment(role, identity, cluster, of);
  return [
    'for provider in Microsoft.Network Microsoft.NetworkFunction Microsoft.ServiceNetworking; do az provider register --namespace "$provider"; done',
    ...(subnetId === undefined
      ? [
          '# The associated subnet must be delegated to Microsoft.ServiceNetworking/trafficControllers, with the prefix ' +
            subnet,
        ]
      : [delegatedSubnet(subnetId, subnet)]),
    `az identity create --name ${CONTROLLER} --resource-group ${cluster.resourceGroup} --location ${location}`,
    join(
      `az identity federated-credential create --name ${CONTROLLER} --identity-name ${CONTROLLER}`,
      `--resource-group ${cluster.resourceGroup} --issuer "$(${show} --query oidcIssuerProfile.issuerUrl --output tsv)"`,
      '--subject system:serviceaccount:azure-alb-system:alb-controller-sa --audiences api://AzureADTokenExchange',
    ),
    assign('Reader', nodes),
    assign('AppGw for Containers Configuration Manager', scope),
    ...(subnetId === undefined ? [] : [assign('Network Contributor', subnetId)]),
    join(
      'helm upgrade --install alb-controller oci://mcr.microsoft.com/application-lb/charts/alb-controller',
      '--namespace azure-alb-system --create-namespace --set albController.namespace=azure-alb-system',
      `--set albController.podIdentity.clientID="${client}"`,
    ),
    '# After applying the manifests: the address for the CNAME record of the host',
    `kubectl get gateway kiosque --namespace ${namespace} --output jsonpath='{.status.addresses[0].value}'`,
  ];
}

function delegatedSubnet(subnetId: string, prefix: string): string {
  const [, group = '', network = '', name = ''] =
    /resourceGroups\/([^/]+)\/.*virtualNetworks\/([^/]+)\/subnets\/([^/]+)$/.exec(subnetId) ?? [];
  return join(
    `az network vnet subnet create --resource-group ${group} --vnet-name ${network} --name ${name}`,
    `--address-prefixes ${prefix} --delegations Microsoft.ServiceNetworking/trafficControllers`,
  );
}

function loadBalancerScope(loadBalancer: AzureAlbExposure['loadBalancer']): string {
  return 'id' in loadBalancer ? loadBalancer.id.replace(/\/providers\/.*$/, '') : '';
}

/** https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls */
function appRouting(
  { certificateReader }: AppRoutingExposure,
  environment: Environment,
  azure: AzureResources,
): string[] {
  const { cluster, keyVault, resourceGroup, location } = azure;
  const update = `--name ${cluster.name} --resource-group ${cluster.resourceGroup}`;
  const vault = `$(az keyvault show --name ${keyVault} --query id --output tsv)`;
  const inGateway = { ...environment, namespace: gatewayNamespace(environment.namespace) };
  return [
    `az aks update ${update} --enable-gateway-api --enable-app-routing-istio`,
    `az aks approuting enable ${update} --enable-kv`,
    `az identity create --name ${certificateReader.name} --resource-group ${resourceGroup} --location ${location}`,
    federation(certificateReader, inGateway, azure, CERTIFICATE_READER),
    '# Run this after creating the Key Vault, below',
    roleAssignment('Key Vault Secrets User', certificateReader, azure, vault),
    `az identity show --name ${certificateReader.name} --resource-group ${resourceGroup} --query clientId --output tsv   # exposure.certificateReader.clientId`,
  ];
}
