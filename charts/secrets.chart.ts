import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { SecretProvider } from './constructs/secret-reference/secret-reference.props.ts';
import { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import { SecretStore } from './constructs/secret-reference/secret-store.ts';
import type { AzureResources } from './environments/sections/azure.ts';
import type { Environment } from './environments/environment.ts';

/** The Secrets that the other charts use, and their source. */
export class SecretsChart extends Chart {
  /** Name of the SecretStore and of the ServiceAccount that External Secrets reads the vault with. */
  static readonly storeName = 'key-vault';

  /** The certificate of the environment's host. */
  readonly certificate: SecretReference;
  /** The connection string of the document storage, if there is no workload identity. */
  readonly contentStorage: SecretReference | undefined;
  /** The password of the in-cluster Redis; undefined with Azure Managed Redis. */
  readonly redisPassword: SecretReference | undefined;
  /** The hashed API keys of desks and supervisors. */
  readonly queueKeys: SecretReference;

  constructor(scope: Construct, environment: Environment) {
    super(scope, '0100-secrets', { namespace: environment.namespace, disableResourceNameHashes: true });
    const provider = this.#provider(environment);
    this.certificate = new SecretReference(this, 'Certificate', {
      name: 'certificate',
      type: 'kubernetes.io/tls',
      keys: { certificate: 'certificate' },
      provider,
    });
    if (environment.content.source === 'connection-string') {
      this.contentStorage = this.#opaque(
        'Content storage',
        'content-storage',
        'AZURE_STORAGE_CONNECTION_STRING',
        provider,
      );
    }
    if (environment.ticketQueues.redis.kind === 'in-cluster') {
      this.redisPassword = this.#opaque('Redis password', 'redis-password', 'REDIS_PASSWORD', provider);
    }
    this.queueKeys = this.#opaque('Queue keys', 'queue-keys', 'QUEUE_KEYS', provider);
  }

  #opaque(id: string, name: string, key: string, provider: SecretProvider): SecretReference {
    return new SecretReference(this, id, { name, keys: { [key]: name }, provider });
  }

  #provider({ secrets, azure, content }: Environment): SecretProvider {
    if (secrets === 'manual' || azure === undefined) return { kind: 'manual' };
    if (secrets === 'external-secrets') return { kind: secrets, store: this.#store(azure) };
    // The driver reads with the identity of the mounting pod, which must have access.
    const { clientId } = content.source === 'workload-identity' ? content.identity : azure.secretReader;
    return { kind: secrets, keyVault: azure.keyVault, tenantId: azure.tenantId, clientId };
  }

  #store({ keyVault, tenantId, secretReader }: AzureResources): string {
    const store = { name: SecretsChart.storeName, keyVault, tenantId, clientId: secretReader.clientId };
    return new SecretStore(this, 'Store', store).name;
  }
}
