import type { Declared, Expected } from './declared.ts';
import { accountOf } from './identity-commands.ts';
import type { AzureEnvironment } from './identity-commands.ts';

const BLOBS = 'storage account blob-service-properties';

/** Returns the storage account of the documents and backups, its settings for blobs, and its containers. */
export function declaredStorage(environment: AzureEnvironment): Declared[] {
  const { content, ticketQueues, azure } = environment;
  const account = accountOf(environment);
  const inGroup = `--resource-group ${azure.resourceGroup}`;
  return [
    {
      title: `storage account ${account}`,
      show: `storage account show --name ${account} ${inGroup}`,
      create: 'az storage account create',
      expected: expectedOfAccount(`az storage account update --name ${account} ${inGroup}`),
    },
    {
      title: `blobs of ${account}`,
      show: `${BLOBS} show --account-name ${account} ${inGroup}`,
      create: `az ${BLOBS} update`,
      expected: expectedOfBlobs(`az ${BLOBS} update --account-name ${account} ${inGroup}`),
    },
    ...[content.container, ticketQueues.backup.container].map((name) => ({
      title: `container ${account}/${name}`,
      show: `storage container-rm show --name ${name} --storage-account ${account} ${inGroup}`,
      create: `az storage container-rm create --name ${name}`,
      expected: [],
    })),
  ];
}

function expectedOfAccount(update: string): Expected[] {
  return [
    { path: 'sku.name', value: 'Standard_ZRS', mend: `${update} --sku Standard_ZRS` },
    { path: 'minimumTlsVersion', value: 'TLS1_2', mend: `${update} --min-tls-version TLS1_2` },
    { path: 'enableHttpsTrafficOnly', value: true, mend: `${update} --https-only true` },
    { path: 'allowBlobPublicAccess', value: false, mend: `${update} --allow-blob-public-access false` },
    { path: 'allowSharedKeyAccess', value: false, mend: `${update} --allow-shared-key-access false` },
  ];
}

function expectedOfBlobs(update: string): Expected[] {
  const blobs = `${update} --enable-delete-retention true --delete-retention-days 30`;
  const containers = `${update} --enable-container-delete-retention true --container-delete-retention-days 30`;
  return [
    { path: 'isVersioningEnabled', value: true, mend: `${update} --enable-versioning true` },
    { path: 'deleteRetentionPolicy.enabled', value: true, mend: blobs },
    { path: 'deleteRetentionPolicy.days', value: 30, mend: blobs },
    { path: 'containerDeleteRetentionPolicy.enabled', value: true, mend: containers },
    { path: 'containerDeleteRetentionPolicy.days', value: 30, mend: containers },
  ];
}
