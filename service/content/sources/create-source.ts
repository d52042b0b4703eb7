import { tracedPort } from '../../common/tracing/traced-port.ts';
import type { AzureConfig } from '../../config/azure.config.ts';
import type { ContentConfig } from '../content.config.ts';
import type { ContentSource } from './content-source.ts';
import { FileSystemContentSource } from './file-system.content-source.ts';

/** `readFirst` handles retries and the timeout: the SDK makes one attempt. */
const ONE_TRY = { retryOptions: { maxTries: 1 } };

/** Creates the source set by CONTENT_SOURCE. The Azure SDK (30 MB of memory) is loaded only if needed. */
export async function createSource(config: ContentConfig & AzureConfig): Promise<ContentSource> {
  if (config.CONTENT_SOURCE === 'file') {
    const files = new FileSystemContentSource(config.CONTENT_DIRECTORY);
    return tracedPort(files, { dependency: 'file-system', prefix: 'content.' });
  }
  const [{ AzureBlobContentSource }, { azureContainer }] = await Promise.all([
    import('./azure-blob.content-source.ts'),
    import('../../common/azure/azure-container.ts'),
  ]);
  const blobs = new AzureBlobContentSource(azureContainer(config, config.AZURE_STORAGE_CONTAINER, ONE_TRY));
  return tracedPort(blobs, { dependency: 'azure-blob', prefix: 'content.' });
}
