import { describe, expect, it } from '@jest/globals';
import { development } from '../environments/development.ts';
import type { Environment } from '../environments/environment.ts';
import { environments } from '../environments/environments.ts';
import { podTemplateOf } from '../policy/kubernetes-object.ts';
import { production } from '../environments/production.ts';
import { render } from '../render.ts';
import { objectsOf } from '../test/objects.ts';
import { appRoutingExposure, LOAD_BALANCER_ID, ownAlbExposure } from '../test/exposures.fixture.ts';
import { ID } from '../test/web-service.fixture.ts';
import { azureCommands } from './azure-commands.ts';

/** The ServiceAccount of the load balancer's controller belongs to its Helm chart. */
function subjectsIn(commands: string): string[] {
  const subjects = [...commands.matchAll(/--subject (\S+)/g)].map(([, subject = '']) => subject);
  return subjects.filter((subject) => !subject.includes(':azure-alb-system:'));
}

/** The subjects of the ServiceAccounts that are rendered with an identity. */
function federatedIn(environment: Environment): string[] {
  return objectsOf(render([environment]))
    .filter(({ object: { kind, metadata } }) => kind === 'ServiceAccount' && metadata.annotations !== undefined)
    .map(({ object: { metadata } }) => `system:serviceaccount:${metadata.namespace ?? ''}:${metadata.name}`)
    .sort();
}

const inAzure = environments.filter(({ azure }) => azure !== undefined);

describe(azureCommands.name, () => {
  it.each(inAzure.map((environment) => [environment.name, environment] as const))(
    'should federate exactly the ServiceAccounts that the charts render for %s',
    (_, environment) => {
      const subjects = subjectsIn(azureCommands(environment));
      expect(subjects.sort()).toEqual(federatedIn(environment));
      expect(subjects).toHaveLength(3);
    },
  );

  it('should create what the manifests reference: account, container, vault, registry', () => {
    const commands = azureCommands(production);
    expect(commands).toContain('az storage account create --name kiosqueproduction ');
    expect(commands).toContain('az storage container-rm create --name content --storage-account kiosqueproduction ');
    expect(commands).toContain('az keyvault create --name kiosque-production ');
    expect(commands).toContain('--attach-acr kiosque\n');
    expect(commands).toContain('--role "Storage Blob Data Reader"');
    expect(commands).toContain('/blobServices/default/containers/content"');
    expect(commands).toContain('--role "Storage Blob Data Contributor"');
    expect(commands).toContain('/blobServices/default/containers/queue-backups"');
    expect(commands).toContain('--name redis-password --value "$(openssl rand -hex 32)"');
  });

  it('should disable public access and shared keys, and enable soft delete', () => {
    const commands = azureCommands(production).replaceAll(' \\\n ', '').split('\n');
    const optionsOf = (command: string) =>
      commands.find((line) => line.startsWith(command))?.replace(/^.*?(?=--(?!name|account|resource|location))/, '');
    expect(optionsOf('az storage account create')).toBe(
      '--kind StorageV2 --sku Standard_ZRS --min-tls-version TLS1_2 --https-only true ' +
        '--allow-blob-public-access false --allow-shared-key-access false',
    );
    expect(optionsOf('az storage account blob-service-properties update')).toBe(
      '--enable-versioning true --enable-delete-retention true --delete-retention-days 30 ' +
        '--enable-container-delete-retention true --container-delete-retention-days 30',
    );
    expect(optionsOf('az keyvault create')).toBe('--enable-rbac-authorization true --enable-purge-protection true');
  });

  it('should only trust tokens of this cluster, with a separate credential for each account', () => {
    const commands = azureCommands(production).replaceAll(' \\\n ', '').split('\n');
    const credentials = commands.filter(
      (line) => line.includes('federated-credential') && line.includes('production-'),
    );
    const issuer =
      '$(az aks show --name kiosque --resource-group kiosque --query oidcIssuerProfile.issuerUrl --output tsv)';
    expect(credentials).toHaveLength(3);
    for (const line of credentials) {
      const [, account = ''] = / --subject \S+:(\S+) /.exec(line) ?? [];
      expect(line).toContain(` --issuer "${issuer}" `);
      expect(line).toContain(` --name kiosque-production-${account} `);
    }
  });

  it('should let the pods read the vault with the CSI driver', () => {
    const environment: Environment = { ...production, secrets: 'key-vault-csi' };
    const commands = azureCommands(environment);
    const mounting = objectsOf(render([environment])).flatMap(({ object }) => {
      const spec = podTemplateOf(object)?.spec;
      const mounts = spec?.volumes?.some(({ csi }) => csi?.driver === 'secrets-store.csi.k8s.io');
      return mounts ? [`system:serviceaccount:${environment.namespace}:${spec?.serviceAccountName ?? ''}`] : [];
    });
    expect(mounting).toHaveLength(1 + environment.ticketQueues.names.length + 2 + 1);
    expect(subjectsIn(commands)).toEqual(expect.arrayContaining(mounting));
    expect(commands).not.toContain('kiosque-secrets-production --resource-group kiosque-production --location');
    const [, assignment = ''] = commands.split('--role "Key Vault Secrets User"');
    expect(assignment.split('\n')[1]).toContain('az identity show --name kiosque-content-production ');
  });

  it('should create Azure Managed Redis, accessed with the identity of the queues', () => {
    const identity = { name: 'kiosque-queue', clientId: ID, principalId: ID };
    const redis = { kind: 'azure-managed', host: 'kiosque.westeurope.redis.azure.net', identity } as const;
    const managed = { ...production, ticketQueues: { ...production.ticketQueues, redis } };
    const commands = azureCommands(managed);
    expect(commands).toContain('az redisenterprise create --name kiosque ');
    expect(commands).not.toContain('redis-password');
    expect(commands.replaceAll(' \\\n ', '')).toContain(
      ' --sku Balanced_B1 --clustering-policy OSSCluster --eviction-policy NoEviction --client-protocol Encrypted ' +
        '--persistence aof-enabled=true aof-frequency=1s\n',
    );
    expect(subjectsIn(commands).sort()).toEqual(federatedIn(managed));
  });

  it('should delegate the subnet of the load balancer, and give its controller an identity with three roles', () => {
    const commands = azureCommands(production).replaceAll(' \\\n ', '');
    expect(commands).toContain(
      'az network vnet subnet create --resource-group kiosque --vnet-name kiosque --name production --address-prefixes 10.225.0.0/24 --delegations Microsoft.ServiceNetworking/trafficControllers\n',
    );
    expect(commands).toContain('--subject system:serviceaccount:azure-alb-system:alb-controller-sa ');
    const roles = [
      ...commands.matchAll(/--role "([^"]+)" --assignee-object-id "\$\(az identity show --name azure-alb-identity/g),
    ];
    expect(roles.map(([, role]) => role)).toEqual([
      'Reader',
      'AppGw for Containers Configuration Manager',
      'Network Contributor',
    ]);
    const own = azureCommands({ ...production, exposure: ownAlbExposure });
    expect(own).not.toContain('subnet create');
    expect(own).toContain(`--scope "${LOAD_BALANCER_ID.replace(/\/providers.*/, '')}"`);
  });

  it('should let the application routing add-on read the certificate', () => {
    const commands = azureCommands({ ...production, exposure: appRoutingExposure });
    expect(commands).toContain('--enable-app-routing-istio');
    expect(commands).toContain('--subject system:serviceaccount:kiosque-production-gateway:gateway-certificate ');
    expect(commands).not.toContain('alb-controller');
  });

  it('should not enable managed Prometheus if it is not used', () => {
    expect(azureCommands(production)).toContain('--enable-azure-monitor-metrics');
    expect(azureCommands({ ...production, monitoring: 'none' })).not.toContain('--enable-azure-monitor-metrics');
  });

  it('should fail if the environment uses no Azure resources', () => {
    expect(() => azureCommands(development)).toThrow('environment "development" uses no Azure resources');
  });
});
