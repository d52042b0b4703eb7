import { DefaultAzureCredential, WorkloadIdentityCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import type { AzureConfig } from '../../config/azure.config.ts';
import { ConfigurationError } from '../../config/settings.ts';

/**
 * The identity that the settings name.
 *
 * @throws ConfigurationError when the workload identity is incomplete.
 */
export function azureCredential(config: AzureConfig): TokenCredential {
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = config;
  if (config.AZURE_CREDENTIAL === 'default') return new DefaultAzureCredential();
  if (clientId === undefined || tenantId === undefined || tokenFilePath === undefined) {
    throw new ConfigurationError([
      'AZURE_CREDENTIAL is workload-identity: AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE must be set, ' +
        'which the workload identity webhook does for pods labelled azure.workload.identity/use',
    ]);
  }
  return new WorkloadIdentityCredential({ clientId, tenantId, tokenFilePath });
}
