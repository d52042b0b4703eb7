import { DefaultAzureCredential, WorkloadIdentityCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import { BlobServiceClient } from '@azure/storage-blob';
import type { ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import { ConfigurationError } from '../../config/settings.ts';
import type { ContentConfig } from '../content.config.ts';

/** Tries, pauses and the deadline are ours (`readFirst`): the SDK makes one try. */
const ONE_TRY: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };

/**
 * The container that the settings name.
 *
 * @throws ConfigurationError when neither or both of connection string and account URL are set, or the identity is incomplete.
 */
export function azureContainer(config: ContentConfig): ContainerClient {
  return serviceClient(config).getContainerClient(config.AZURE_STORAGE_CONTAINER);
}

function serviceClient(config: ContentConfig): BlobServiceClient {
  const { AZURE_STORAGE_CONNECTION_STRING: connectionString, AZURE_STORAGE_ACCOUNT_URL: accountUrl } = config;
  if ((connectionString === undefined) === (accountUrl === undefined)) {
    throw new ConfigurationError([
      'CONTENT_SOURCE is azure-blob: set exactly one of AZURE_STORAGE_ACCOUNT_URL (with a credential) and AZURE_STORAGE_CONNECTION_STRING',
    ]);
  }
  if (accountUrl !== undefined) return new BlobServiceClient(accountUrl, credential(config), ONE_TRY);
  try {
    return BlobServiceClient.fromConnectionString(connectionString ?? '', ONE_TRY);
  } catch {
    // The SDK's message may repeat parts of the string.
    throw new ConfigurationError([
      'AZURE_STORAGE_CONNECTION_STRING is not a connection string that the Azure SDK accepts: copy it again',
    ]);
  }
}

function credential(config: ContentConfig): TokenCredential {
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
