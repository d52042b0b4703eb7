/** External Secrets (external-secrets.io/v1), https://external-secrets.io. */
export type { IExternalSecret as ExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
export type { ISecretStore as SecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/SecretStore';
