import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { SecretProvider } from './constructs/secret-reference/secret-reference.ts';
import { SecretReference } from './constructs/secret-reference/secret-reference.ts';
import { SecretStore } from './constructs/secret-reference/secret-store.ts';
import type { Environment } from './environments/environment.ts';
import { isHttps } from './environments/sections/publishing.ts';

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
  /** The secrets that encrypt session cookies. */
  readonly sessionSecrets: SecretReference;
  /** The secret of the client at the OpenID Connect provider; undefined where people do not sign in. */
  readonly oidcClient: SecretReference | undefined;
  /** The password of the mail server of alerts; undefined where it requires none. */
  readonly alertMail: SecretReference | undefined;
  /** The webhook of the chat channel for alerts; undefined where nothing posts to it. */
  readonly alertChat: SecretReference | undefined;
  /** The key that signs the blocklist; undefined where nothing is published. */
  readonly blocklistSigning: SecretReference | undefined;
  /** The webhook and the password that notifications of the security log are sent with; undefined where they need none. */
  readonly notificationSecrets: SecretReference | undefined;
  /** The key that reads the blocklist, and the one that signs its commits; undefined where nothing is published. */
  readonly blocklistKeys: SecretReference | undefined;
  /** The credentials of each repository that the blocklist is published to, by the name of the target. */
  readonly blocklistTargets: ReadonlyMap<string, SecretReference>;

  constructor(scope: Construct, environment: Environment) {
    super(scope, '0100-secrets', { namespace: environment.namespace, disableResourceNameHashes: true });
    const provider = this.#provider(environment);
    const opaque = (id: string, name: string, key: string): SecretReference =>
      new SecretReference(this, id, { name, keys: { [key]: name }, provider });
    this.certificate = new SecretReference(this, 'Certificate', {
      name: 'certificate',
      type: 'kubernetes.io/tls',
      keys: { certificate: 'certificate' },
      provider,
    });
    if (environment.content.source === 'connection-string') {
      this.contentStorage = opaque('Content storage', 'content-storage', 'AZURE_STORAGE_CONNECTION_STRING');
    }
    if (environment.ticketQueues.redis.kind === 'in-cluster') {
      this.redisPassword = opaque('Redis password', 'redis-password', 'REDIS_PASSWORD');
    }
    this.queueKeys = opaque('Queue keys', 'queue-keys', 'QUEUE_KEYS');
    this.sessionSecrets = opaque('Session secrets', 'session-secrets', 'SESSION_SECRETS');
    if (environment.ticketQueues.signIn !== undefined)
      this.oidcClient = opaque('OpenID Connect client', 'oidc-client', 'OIDC_CLIENT_SECRET');
    const { smtp, chat } = environment.alerts ?? {};
    if (smtp?.user !== undefined) this.alertMail = opaque('Alert mail', 'alert-mail', 'ALERT_SMTP_PASSWORD');
    if (chat === true) this.alertChat = opaque('Alert chat', 'alert-chat', 'ALERT_CHAT_URL');
    if (environment.securityLog?.publishing !== undefined)
      this.blocklistSigning = opaque('Blocklist signing', 'blocklist-signing', 'BLOCKLIST_SIGNING_KEY');
    this.notificationSecrets = this.#notificationSecrets(environment, provider);
    this.blocklistKeys = this.#blocklistKeys(environment, provider);
    this.blocklistTargets = this.#blocklistTargets(environment, provider);
  }

  #notificationSecrets({ securityLog }: Environment, provider: SecretProvider): SecretReference | undefined {
    const { mattermost, smtpPassword } = securityLog?.notifications ?? {};
    const keys = {
      ...(mattermost === true && { MATTERMOST_WEBHOOK: 'notifications-mattermost-webhook' }),
      ...(smtpPassword === true && { SMTP_PASSWORD: 'notifications-smtp-password' }),
    };
    if (Object.keys(keys).length === 0) return undefined;
    return new SecretReference(this, 'Notifications', { name: 'notifications', keys, provider });
  }

  #blocklistKeys({ securityLog }: Environment, provider: SecretProvider): SecretReference | undefined {
    if (securityLog?.publishing === undefined) return undefined;
    const name = 'blocklist-publisher';
    const keys = { BLOCKLIST_KEY: `${name}-key`, BLOCKLIST_COMMIT_KEY: `${name}-commit-key` };
    return new SecretReference(this, 'Blocklist publisher', { name, keys, provider });
  }

  #blocklistTargets({ securityLog }: Environment, provider: SecretProvider): Map<string, SecretReference> {
    const targets = securityLog?.publishing?.targets ?? [];
    return new Map(
      targets.map((target) => {
        const name = `blocklist-${target.name}`;
        const https = { BLOCKLIST_USERNAME: `${name}-username`, BLOCKLIST_TOKEN: `${name}-token` };
        const keys = isHttps(target.url) ? https : { BLOCKLIST_DEPLOY_KEY: `${name}-deploy-key` };
        return [target.name, new SecretReference(this, `Blocklist target ${target.name}`, { name, keys, provider })];
      }),
    );
  }

  #provider({ secrets, azure, content }: Environment): SecretProvider {
    if (secrets === 'manual' || azure === undefined) return { kind: 'manual' };
    const { keyVault, tenantId, secretReader } = azure;
    if (secrets === 'external-secrets') {
      const name = SecretsChart.storeName;
      new SecretStore(this, 'Store', { name, keyVault, tenantId, clientId: secretReader.clientId });
      return { kind: secrets, store: name };
    }
    // The driver reads with the identity of the mounting pod, which must have access.
    const { clientId } = content.source === 'workload-identity' ? content.identity : secretReader;
    return { kind: secrets, keyVault, tenantId, clientId };
  }
}
