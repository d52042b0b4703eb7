import { BlobServiceClient } from '@azure/storage-blob';
import type { ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import type { AzureConfig } from '../../config/azure.config.ts';
import { ConfigurationError } from '../../config/settings.ts';
import { azureCredential } from './azure-credential.ts';

/**
 * Returns a client for a container of the configured storage account.
 *
 * @param pipeline retry and timeout options of the SDK.
 * @throws ConfigurationError if neither or both of connection string and account URL are set, or the identity is incomplete.
 */
export function azureContainer(config: AzureConfig, name: string, pipeline: StoragePipelineOptions): ContainerClient {
  return serviceClient(config, pipeline).getContainerClient(name);
}

function serviceClient(config: AzureConfig, pipeline: StoragePipelineOptions): BlobServiceClient {
  const { AZURE_STORAGE_CONNECTION_STRING: connectionString, AZURE_STORAGE_ACCOUNT_URL: accountUrl } = config;
  if ((connectionString === undefined) === (accountUrl === undefined)) {
    throw new ConfigurationError([
      'Azure Blob Storage is required: set exactly one of AZURE_STORAGE_ACCOUNT_URL (with a credential) and AZURE_STORAGE_CONNECTION_STRING',
    ]);
  }
  if (accountUrl !== undefined) return new BlobServiceClient(accountUrl, azureCredential(config), pipeline);
  try {
    return BlobServiceClient.fromConnectionString(connectionString ?? '', pipeline);
  } catch {
    // The SDK's message may contain parts of the string.
    throw new ConfigurationError(['AZURE_STORAGE_CONNECTION_STRING is not a valid connection string: copy it again']);
  }
}
