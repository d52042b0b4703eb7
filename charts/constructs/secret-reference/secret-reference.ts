import { Secret } from 'cdk8s-plus-28';
import type { ISecret } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { ExternalSecret } from '../../imports/external-secrets.ts';
import type { SecretProviderClass } from '../../imports/secrets-store.ts';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';

/** Props of `SecretReference`. */
export interface SecretReferenceProps {
  /** Name of the Secret, which is created elsewhere: a DNS label. */
  readonly name: string;
  /** `Opaque` for environment variables, `kubernetes.io/tls` for a certificate. @default 'Opaque' */
  readonly type?: 'Opaque' | 'kubernetes.io/tls';
  /**
   * Keys of an Opaque Secret (UPPER_SNAKE) and the Key Vault secret that each is read from.
   * A `kubernetes.io/tls` Secret has a single entry, `certificate`: the name of the Key Vault certificate.
   */
  readonly keys: Readonly<Record<string, string>>;
  /** What creates the Secret. */
  readonly provider: SecretProvider;
}

/** What creates a Secret: a person, the External Secrets operator, or the Secrets Store CSI driver with its Azure provider. */
export type SecretProvider =
  | { readonly kind: 'manual' }
  | {
      readonly kind: 'external-secrets';
      /** Name of the SecretStore in the same namespace. */
      readonly store: string;
    }
  | {
      readonly kind: 'key-vault-csi';
      /** Name of the Key Vault. */
      readonly keyVault: string;
      /** Microsoft Entra tenant of the vault. */
      readonly tenantId: string;
      /** Client id of the managed identity that can read the vault; its federated credential names the mounting pod's ServiceAccount. */
      readonly clientId: string;
    };

/**
 * A typed reference to a Secret that is created elsewhere. It renders an ExternalSecret, a SecretProviderClass, or
 * nothing for a Secret that is created manually; never a Secret with data.
 *
 * @throws Error if the name, a key or a Key Vault name is invalid, or a certificate has an unexpected entry.
 */
export class SecretReference extends Construct {
  /** Name of the Secret. */
  readonly name: string;
  /** Type of the Secret. */
  readonly type: 'Opaque' | 'kubernetes.io/tls';
  /** Keys, and the Key Vault secret that each is read from. */
  readonly keys: Readonly<Record<string, string>>;
  /** What creates the Secret. With `key-vault-csi`, a pod must mount it first; `WebService` does. */
  readonly providerKind: SecretReferenceProps['provider']['kind'];
  /** The Secret, for `envFrom`. */
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, props: SecretReferenceProps) {
    super(scope, id);
    check(props);
    this.name = props.name;
    this.type = props.type ?? 'Opaque';
    this.keys = props.keys;
    this.providerKind = props.provider.kind;
    this.secret = Secret.fromSecretName(this, 'Secret', props.name);
    if (props.provider.kind === 'external-secrets') {
      customResource(this, 'ExternalSecret', externalSecret(props, props.provider.store));
    }
    if (props.provider.kind === 'key-vault-csi') {
      customResource(this, 'SecretProviderClass', secretProviderClass(props, props.provider));
    }
  }
}

function externalSecret({ name, type, keys }: SecretReferenceProps, store: string): ExternalSecret {
  const certificate = type === 'kubernetes.io/tls';
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, labels: commonLabels(name) },
    spec: {
      refreshInterval: '1h0m0s',
      secretStoreRef: { kind: 'SecretStore', name: store },
      target: {
        name,
        // Deleting an entry from the vault must not delete a Secret that is in use.
        creationPolicy: 'Owner',
        deletionPolicy: 'Retain',
        ...(certificate && { template: { type, data: PEM_TEMPLATE } }),
      },
      data: Object.entries(keys).map(([secretKey, key]) => ({
        secretKey,
        remoteRef: { key: certificate ? `secret/${key}` : key },
      })),
    },
  };
}

/** Splits a Key Vault certificate, which the content type application/x-pem-file returns as a single PEM text. */
const PEM_TEMPLATE = {
  'tls.crt': '{{ .certificate | filterPEM "CERTIFICATE" }}',
  'tls.key': '{{ .certificate | filterPEM "PRIVATE KEY" }}',
};

function secretProviderClass(
  { name, type = 'Opaque', keys }: SecretReferenceProps,
  provider: { keyVault: string; tenantId: string; clientId: string },
): SecretProviderClass {
  const objects = Object.values(keys).map((key) => `  - |\n    objectName: ${key}\n    objectType: secret\n`);
  const opaque = Object.entries(keys).map(([key, objectName]) => ({ key, objectName }));
  const certificate = keys['certificate'] ?? '';
  return {
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name, labels: commonLabels(name) },
    spec: {
      provider: 'azure',
      parameters: {
        keyvaultName: provider.keyVault,
        tenantId: provider.tenantId,
        clientID: provider.clientId,
        objects: `array:\n${objects.join('')}`,
      },
      secretObjects: [
        {
          secretName: name,
          type,
          data: type === 'Opaque' ? opaque : ['tls.crt', 'tls.key'].map((key) => ({ key, objectName: certificate })),
        },
      ],
    },
  };
}

function check({ name, type = 'Opaque', keys, provider }: SecretReferenceProps): void {
  const checks = new PropChecks(`SecretReference "${name}"`).dnsLabel('name', name);
  checks.require(Object.keys(keys).length > 0, 'keys', keys, 'at least one key');
  for (const [key, source] of Object.entries(keys)) {
    const holds = type === 'Opaque' ? /^[A-Z][A-Z0-9_]*$/.test(key) : key === 'certificate';
    checks
      .require(holds, 'keys', key, type === 'Opaque' ? 'an environment variable in UPPER_SNAKE' : 'only "certificate"')
      .require(/^[A-Za-z0-9-]{1,127}$/.test(source), `keys.${key}`, source, 'the name of a Key Vault secret');
  }
  if (provider.kind === 'external-secrets') checks.dnsLabel('provider.store', provider.store);
  if (provider.kind === 'key-vault-csi') {
    checks.guid('provider.tenantId', provider.tenantId).guid('provider.clientId', provider.clientId);
  }
  checks.verify();
}
