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
