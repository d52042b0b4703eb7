import { VERSIONS } from './add-ons.ts';
import { CERTIFICATE_READER, gatewayNamespace } from '../constructs/exposure/app-routing.ts';
import type { AppRoutingExposure, AzureAlbExposure } from '../environments/sections/exposure.ts';
import { identity, join, roleAssignment, showCluster, showIdentity } from './identity-commands.ts';
import type { AzureEnvironment } from './identity-commands.ts';

/** The identity of the controller, one per cluster, with the name that its documentation uses. */
const CONTROLLER = 'azure-alb-identity';

/** Returns the commands that the environment's controller needs; none for a controller that is not Azure's. */
export function exposureCommands(environment: AzureEnvironment): string[] {
  const { exposure } = environment;
  if (exposure.controller === 'azure-alb') return azureAlb(exposure, environment);
  return exposure.controller === 'app-routing' ? appRouting(exposure, environment) : [];
}

/** https://learn.microsoft.com/azure/application-gateway/for-containers/quickstart-deploy-application-gateway-for-containers-alb-controller */
function azureAlb({ loadBalancer, subnet }: AzureAlbExposure, { namespace, azure }: AzureEnvironment): string[] {
  const { cluster, location } = azure;
  const show = showCluster(cluster);
  const nodes = `$(az group show --name "$(${show} --query nodeResourceGroup --output tsv)" --query id --output tsv)`;
  const assign = (role: string, of: string): string => roleAssignment(role, { name: CONTROLLER }, cluster, of);
  const isManaged = 'managed' in loadBalancer;
  return [
    'for provider in Microsoft.Network Microsoft.NetworkFunction Microsoft.ServiceNetworking; do az provider register --namespace "$provider"; done',
    isManaged
      ? delegatedSubnet(loadBalancer.managed.subnetId, subnet)
      : `# The associated subnet must be delegated to Microsoft.ServiceNetworking/trafficControllers, with the prefix ${subnet}`,
    `az identity create --name ${CONTROLLER} --resource-group ${cluster.resourceGroup} --location ${location}`,
    join(
      `az identity federated-credential create --name ${CONTROLLER} --identity-name ${CONTROLLER}`,
      `--resource-group ${cluster.resourceGroup} --issuer "$(${show} --query oidcIssuerProfile.issuerUrl --output tsv)"`,
      '--subject system:serviceaccount:azure-alb-system:alb-controller-sa --audiences api://AzureADTokenExchange',
    ),
    assign('Reader', nodes),
    assign(
      'AppGw for Containers Configuration Manager',
      isManaged ? nodes : loadBalancer.id.replace(/\/providers\/.*$/, ''),
    ),
    ...(isManaged ? [assign('Network Contributor', loadBalancer.managed.subnetId)] : []),
    join(
      'helm upgrade --install alb-controller oci://mcr.microsoft.com/application-lb/charts/alb-controller',
      `--version ${VERSIONS.albController}`,
      '--namespace azure-alb-system --create-namespace --set albController.namespace=azure-alb-system',
      `--set albController.podIdentity.clientID="$(${showIdentity(CONTROLLER, cluster, 'clientId')})"`,
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

/** https://learn.microsoft.com/azure/aks/app-routing-gateway-api-dns-tls */
function appRouting({ certificateReader }: AppRoutingExposure, environment: AzureEnvironment): string[] {
  const { azure } = environment;
  const update = `--name ${azure.cluster.name} --resource-group ${azure.cluster.resourceGroup}`;
  const vault = `$(az keyvault show --name ${azure.keyVault} --query id --output tsv)`;
  const inGateway = { ...environment, namespace: gatewayNamespace(environment.namespace) };
  return [
    `az aks update ${update} --enable-gateway-api --enable-app-routing-istio`,
    `az aks approuting enable ${update} --enable-kv`,
    ...identity(certificateReader, inGateway, CERTIFICATE_READER),
    '# Run this after creating the Key Vault, below',
    roleAssignment('Key Vault Secrets User', certificateReader, azure, vault),
    `${showIdentity(certificateReader.name, azure, 'clientId')}   # exposure.certificateReader.clientId`,
  ];
}
