import { describe, expect, it } from '@jest/globals';
import { development } from '../environments/development.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { render } from '../render.ts';
import { objectsOf } from '../test/objects.ts';
import { appRoutingExposure, LOAD_BALANCER_ID, ownAlbExposure } from '../test/exposures.fixture.ts';
import { ID } from '../test/web-service.fixture.ts';
import { azureCommands } from './azure-commands.ts';

/** Those of the controller of the load balancer are of its chart. */
function subjectsIn(commands: string): string[] {
  const subjects = [...commands.matchAll(/--subject (\S+)/g)].map(([, subject = '']) => subject);
  return subjects.filter((subject) => !subject.includes(':azure-alb-system:'));
}

const inAzure = environments.filter(({ azure }) => azure !== undefined);

describe(azureCommands.name, () => {
  it.each(inAzure.map((environment) => [environment.name, environment] as const))(
    'should federate exactly the ServiceAccounts that the charts render for %s',
    (_, environment) => {
      const rendered = objectsOf(render([environment]))
        .filter(({ object: { kind, metadata } }) => kind === 'ServiceAccount' && metadata.annotations !== undefined)
        .map(({ object: { metadata } }) => `system:serviceaccount:${metadata.namespace ?? ''}:${metadata.name}`);
      const subjects = subjectsIn(azureCommands(environment));
      expect(subjects.sort()).toEqual(rendered.sort());
      expect(subjects).toHaveLength(3);
    },
  );

  it('should make what the manifests name: account, container, vault, registry', () => {
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

  it('should let the pods themselves read the vault with the CSI driver', () => {
    const commands = azureCommands({ ...production, secrets: 'key-vault-csi' });
    expect(commands).not.toContain('kiosque-secrets-production --resource-group kiosque-production --location');
    const [, assignment = ''] = commands.split('--role "Key Vault Secrets User"');
    expect(assignment.split('\n')[1]).toContain('az identity show --name kiosque-content-production ');
  });

  it('should make Azure Managed Redis, entered by the queues’ own identity, where tickets are kept in it', () => {
    const identity = { name: 'kiosque-queue', clientId: ID, principalId: ID };
    const redis = { kind: 'azure-managed', host: 'kiosque.westeurope.redis.azure.net', identity } as const;
    const managed = { ...production, ticketQueues: { ...production.ticketQueues, redis } };
    const commands = azureCommands(managed);
    expect(commands).toContain('az redisenterprise create --name kiosque ');
    expect(commands).not.toContain('redis-password');
    const rendered = objectsOf(render([managed]))
      .filter(({ object: { kind, metadata } }) => kind === 'ServiceAccount' && metadata.annotations !== undefined)
      .map(({ object: { metadata } }) => `system:serviceaccount:${metadata.namespace ?? ''}:${metadata.name}`);
    const subjects = subjectsIn(commands);
    expect(subjects.sort()).toEqual(rendered.sort());
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

  it('should not ask for managed Prometheus where nobody scrapes with it', () => {
    expect(azureCommands(production)).toContain('--enable-azure-monitor-metrics');
    expect(azureCommands({ ...production, monitoring: 'none' })).not.toContain('--enable-azure-monitor-metrics');
  });

  it('should say so when nothing is in Azure', () => {
    expect(() => azureCommands(development)).toThrow('environment "development" describes nothing in Azure');
  });
});
