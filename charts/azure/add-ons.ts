import type { AzureEnvironment } from './identity-commands.ts';
import { join } from './identity-commands.ts';

/** Versions of Kubernetes and of the operators; documentation and commands take them from here. */
export const VERSIONS = {
  /** A minor version: AKS chooses the patch, and upgrades it. */
  kubernetes: '1.35',
  argoCd: 'v3.5.8',
  /** Of the Helm chart. */
  externalSecrets: '2.11.0',
  /** Of the Helm chart: the controller of Application Gateway for Containers. */
  albController: '1.12.4',
} as const;

/** The manifests with which Argo CD is installed. */
export const ARGO_CD_MANIFESTS = `https://raw.githubusercontent.com/argoproj/argo-cd/${VERSIONS.argoCd}/manifests/install.yaml`;

/** Returns the commands for the operators and add-ons that the environment uses, apart from that of its exposure. AKS chooses the versions of its add-ons. */
export function addOnCommands({ azure, secrets, ticketQueues }: AzureEnvironment): string[] {
  const { name, resourceGroup } = azure.cluster;
  const cluster = `--name ${name} --resource-group ${resourceGroup}`;
  return [
    `az aks get-credentials ${cluster}`,
    'kubectl get namespace argocd || kubectl create namespace argocd',
    `kubectl apply --namespace argocd --server-side --force-conflicts --filename ${ARGO_CD_MANIFESTS}`,
    ...(secrets === 'external-secrets' ? [externalSecrets()] : []),
    ...(secrets === 'key-vault-csi'
      ? [`az aks enable-addons --addons azure-keyvault-secrets-provider ${cluster} --enable-secret-rotation`]
      : []),
    ...(ticketQueues.scaling === 'queue-length' ? [`az aks update ${cluster} --enable-keda`] : []),
  ];
}

function externalSecrets(): string {
  return join(
    'helm upgrade --install external-secrets external-secrets --repo https://charts.external-secrets.io',
    `--version ${VERSIONS.externalSecrets} --namespace external-secrets --create-namespace --wait`,
  );
}
