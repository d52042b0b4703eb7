import { AzureAuthorityHosts, DefaultAzureCredential, WorkloadIdentityCredential } from '@azure/identity';
import type { TokenCredential } from '@azure/identity';
import type { AzureConfig } from '../../config/azure.config.ts';
import { ConfigurationError } from '../../config/settings.ts';
import { explainDefaultChain, explainWorkloadIdentity } from './credential-error.ts';
import { EntraCredential } from './entra-credential.ts';

/** Three attempts fit in CONTENT_READ_TIMEOUT_SECONDS (10), so that the reason is reported instead of a timeout. */
const WORKLOAD_TIMEOUT_MS = 3000;
/** The default chain runs programs such as `az`. */
const CHAIN_TIMEOUT_MS = 30_000;

/** Callers retry: the SDK's three retries, seconds apart, would exceed their timeouts. */
const RETRY = { retryOptions: { maxRetries: 1, retryDelayInMs: 200 } };

/**
 * Creates the configured credential. Its `getToken` throws CredentialError.
 *
 * @throws ConfigurationError if the workload identity is incomplete.
 */
export function azureCredential(config: AzureConfig): TokenCredential {
  const { AZURE_CLIENT_ID: clientId, AZURE_TENANT_ID: tenantId, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = config;
  const authorityHost = config.AZURE_AUTHORITY_HOST ?? AzureAuthorityHosts.AzurePublicCloud;
  if (config.AZURE_CREDENTIAL === 'default') {
    return new EntraCredential({
      create: () => new DefaultAzureCredential({ authorityHost }),
      timeoutMs: CHAIN_TIMEOUT_MS,
      explain: explainDefaultChain,
    });
  }
  if (clientId === undefined || tenantId === undefined || tokenFilePath === undefined) {
    throw new ConfigurationError([
      'AZURE_CREDENTIAL is workload-identity, which requires AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE: ' +
        'the workload identity webhook sets them in pods labelled azure.workload.identity/use',
    ]);
  }
  const { host } = new URL(authorityHost);
  // Instance discovery supports only Microsoft's public clouds.
  const disableInstanceDiscovery = !Object.values<string>(AzureAuthorityHosts).includes(`https://${host}`);
  const options = { clientId, tenantId, tokenFilePath, authorityHost, disableInstanceDiscovery, ...RETRY };
  return new EntraCredential({
    create: () => new WorkloadIdentityCredential(options),
    timeoutMs: WORKLOAD_TIMEOUT_MS,
    explain: (error) => explainWorkloadIdentity(error, host),
  });
}
