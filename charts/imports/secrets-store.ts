/**
 * SecretProviderClass of the Secrets Store CSI driver (secrets-store.csi.x-k8s.io/v1),
 * https://secrets-store-csi-driver.sigs.k8s.io, with the parameters of its Azure provider.
 */
export interface SecretProviderClass {
  readonly apiVersion: 'secrets-store.csi.x-k8s.io/v1';
  readonly kind: 'SecretProviderClass';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    readonly provider: 'azure';
    /** All values are strings, which the provider parses. */
    readonly parameters: {
      readonly keyvaultName: string;
      readonly tenantId: string;
      readonly clientID: string;
      /** A YAML document with a list `array` of YAML documents, as the provider requires. */
      readonly objects: string;
    };
    /** The Kubernetes Secrets that the driver creates while a pod mounts it. */
    readonly secretObjects: readonly {
      readonly secretName: string;
      readonly type: 'Opaque' | 'kubernetes.io/tls';
      readonly data: readonly { readonly key: string; readonly objectName: string }[];
    }[];
  };
}
