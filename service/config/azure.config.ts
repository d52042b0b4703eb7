import { choice, optionalText } from './setting-types.ts';
import { settingGroup } from './settings.ts';
import type { SettingValues } from './settings.ts';

/** Settings of Azure access, for documents, backups and Azure Managed Redis. */
export const azureSettings = settingGroup({
  title: 'Azure',
  settings: {
    AZURE_STORAGE_CONNECTION_STRING: optionalText(
      'Connection string of the storage account, for Azurite or during a migration. Secret.',
      'a connection string with AccountName= and AccountKey= or SharedAccessSignature=',
      /(?:AccountName=|BlobEndpoint=|UseDevelopmentStorage=true)/,
    ),
    AZURE_STORAGE_ACCOUNT_URL: optionalText(
      'Blob endpoint of the storage account, used with a credential instead of a key.',
      'an https URL such as https://account.blob.core.windows.net',
      /^https:\/\/[^\s?]+$/,
    ),
    AZURE_CREDENTIAL: choice(
      'Credential for the account URL: the pod’s workload identity, or the SDK’s default chain on a developer’s machine.',
      ['workload-identity', 'default'],
      'workload-identity',
    ),
    AZURE_CLIENT_ID: optionalText(
      'Client id of the managed identity; set by the workload identity webhook.',
      'a GUID',
      /^[0-9a-fA-F-]{36}$/,
    ),
    AZURE_TENANT_ID: optionalText(
      'Tenant of the managed identity; set by the workload identity webhook.',
      'a GUID',
      /^[0-9a-fA-F-]{36}$/,
    ),
    AZURE_FEDERATED_TOKEN_FILE: optionalText(
      'File with the projected token; set by the workload identity webhook.',
      'a path',
    ),
    AZURE_AUTHORITY_HOST: optionalText(
      'Authority that issues the tokens, https://login.microsoftonline.com by default; set by the workload identity webhook.',
      'an https URL such as https://login.microsoftonline.com/',
      /^https:\/\/[^\s?#]+$/,
    ),
  },
});

/** Values of the Azure settings. */
export type AzureConfig = SettingValues<typeof azureSettings.settings>;
