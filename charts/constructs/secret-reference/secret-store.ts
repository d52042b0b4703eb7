import { ServiceAccount } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { customResource } from '../../imports/custom-resource.ts';
import type { SecretStore as SecretStoreResource } from '../../imports/external-secrets.ts';
import { commonLabels } from '../labels.ts';
import { PropChecks } from '../prop-checks.ts';

/** Props of `SecretStore`. */
export interface SecretStoreProps {
  /** Name of the SecretStore, and of the ServiceAccount that it reads the vault with: a DNS label. */
  readonly name: string;
  /** Name of the Key Vault. */
  readonly keyVault: string;
  /** Client id of the managed identity that can read the vault. */
  readonly clientId: string;
  /** Microsoft Entra tenant of the vault. */
  readonly tenantId: string;
}

/**
 * The Azure Key Vault that External Secrets reads with workload identity, for this namespace only.
 *
 * @throws Error if the name or an id is invalid.
 */
export class SecretStore extends Construct {
  /** Name of the SecretStore, for a `SecretReference`. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: SecretStoreProps) {
    super(scope, id);
    new PropChecks(`SecretStore "${props.name}"`)
      .dnsLabel('name', props.name)
      .guid('clientId', props.clientId)
      .guid('tenantId', props.tenantId)
      .verify();
    this.name = props.name;
    const labels = commonLabels(props.name);
    new ServiceAccount(this, 'ServiceAccount', {
      metadata: {
        name: props.name,
        labels,
        annotations: {
          'azure.workload.identity/client-id': props.clientId,
          'azure.workload.identity/tenant-id': props.tenantId,
        },
      },
      automountToken: false,
    });
    customResource(this, 'SecretStore', {
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: { name: props.name, labels },
      spec: {
        provider: {
          azurekv: {
            authType: 'WorkloadIdentity',
            vaultUrl: `https://${props.keyVault}.vault.azure.net`,
            serviceAccountRef: { name: props.name },
          },
        },
      },
    } satisfies SecretStoreResource);
  }
}
