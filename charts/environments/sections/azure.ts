import type { PropChecks } from '../../constructs/prop-checks.ts';

/** The names of what `npm run azure -- <environment>` creates around the cluster. */
export interface AzureResources {
  readonly location: string;
  readonly resourceGroup: string;
  /** The AKS cluster, which environments may share; its OIDC issuer signs the pods' tokens. */
  readonly cluster: { readonly name: string; readonly resourceGroup: string };
  /** The Key Vault that holds what the Secrets are filled with. */
  readonly keyVault: string;
  /** Microsoft Entra tenant. */
  readonly tenantId: string;
  /** Who reads the Key Vault for External Secrets. */
  readonly secretReader: ManagedIdentity;
}

/** A user-assigned managed identity. */
export interface ManagedIdentity {
  /** Its name: `kiosque-content-production`. */
  readonly name: string;
  /** What `az identity show --query clientId` prints once it exists. */
  readonly clientId: string;
}

/** Checks the Azure resources; `needed` says whether something else in the environment relies on them. */
export function checkAzure(checks: PropChecks, azure: AzureResources | undefined, needed: boolean): void {
  if (azure === undefined) {
    const rule = 'described: external-secrets, key-vault-csi and workload-identity need it';
    checks.require(!needed, 'azure', null, rule);
    return;
  }
  const vault = /^[a-z](?:-?[a-z0-9]){2,23}$/;
  checks
    .guid('azure.tenantId', azure.tenantId)
    .guid('azure.secretReader.clientId', azure.secretReader.clientId)
    .require(vault.test(azure.keyVault), 'azure.keyVault', azure.keyVault, '3 to 24 letters, digits, single hyphens');
}
