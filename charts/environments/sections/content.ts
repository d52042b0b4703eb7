import type { PropChecks } from '../../constructs/prop-checks.ts';
import type { ManagedIdentity } from './azure.ts';

/** The source of the documents. */
export type Content = WorkloadIdentityContent | ConnectionStringContent;

/** Documents read with the pod's identity, without a key. */
export interface WorkloadIdentityContent {
  readonly source: 'workload-identity';
  /** `https://<account>.blob.core.windows.net` */
  readonly accountUrl: string;
  /** Name of the blob container. */
  readonly container: string;
  /** The identity that reads it; it can read the blobs of this account and nothing else. */
  readonly identity: ManagedIdentity;
}

/** Documents read with the connection string in the Secret `content-storage`, for Azurite and clusters without workload identity. */
export interface ConnectionStringContent {
  readonly source: 'connection-string';
  /** Name of the blob container. */
  readonly container: string;
  /** Port of the Blob endpoint: 443 for Azure, 10000 for Azurite. */
  readonly port: number;
}

/** Checks the source of the documents. */
export function checkContent(checks: PropChecks, content: Content): void {
  const container = /^[a-z0-9](?:-?[a-z0-9]){2,62}$/;
  checks
    .oneOf('content.source', content.source, ['workload-identity', 'connection-string'])
    .require(
      container.test(content.container),
      'content.container',
      content.container,
      '3 to 63 lower-case letters, digits and single hyphens (Azure Blob Storage)',
    );
  if (content.source === 'connection-string') checks.integer('content.port', content.port, 1, 65535);
  if (content.source !== 'workload-identity') return;
  const account = /^https:\/\/[a-z0-9]{3,24}\.blob\.core\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)$/;
  const rule = 'https://<account>.blob.core.windows.net without a path';
  checks
    .require(account.test(content.accountUrl), 'content.accountUrl', content.accountUrl, rule)
    .guid('content.identity.clientId', content.identity.clientId);
}
