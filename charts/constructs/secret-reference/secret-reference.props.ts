/** What a `SecretReference` is made of. */
export interface SecretReferenceProps {
  /** Name of the Secret that something else fills: a DNS label. */
  readonly name: string;
  /** `Opaque` for environment variables, `kubernetes.io/tls` for a certificate. @default 'Opaque' */
  readonly type?: 'Opaque' | 'kubernetes.io/tls';
  /**
   * Keys of an Opaque Secret (UPPER_SNAKE) and the Key Vault secret each is filled from.
   * A `kubernetes.io/tls` one has a single entry, `certificate`: the Key Vault certificate's name.
   */
  readonly keys: Readonly<Record<string, string>>;
  /** Who fills it. */
  readonly provider: SecretProvider;
}

/** A person, the External Secrets operator, or the Secrets Store CSI driver with its Azure provider. */
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
      /** Managed identity that may read the vault; its federated credential names the mounting pod's ServiceAccount. */
      readonly clientId: string;
    };
