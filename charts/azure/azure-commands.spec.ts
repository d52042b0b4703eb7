import { describe, expect, it } from '@jest/globals';
import { development } from '../environments/development.ts';
import { environments } from '../environments/environments.ts';
import { production } from '../environments/production.ts';
import { render } from '../render.ts';
import { objectsOf } from '../test/objects.ts';
import { azureCommands } from './azure-commands.ts';

const inAzure = environments.filter(({ azure }) => azure !== undefined);

describe(azureCommands.name, () => {
  it.each(inAzure.map((environment) => [environment.name, environment] as const))(
    'should federate exactly the ServiceAccounts that the charts render for %s',
    (_, environment) => {
      const rendered = objectsOf(render([environment]))
        .filter(({ object: { kind, metadata } }) => kind === 'ServiceAccount' && metadata.annotations !== undefined)
        .map(({ object: { metadata } }) => `system:serviceaccount:${metadata.namespace ?? ''}:${metadata.name}`);
      const subjects = [...azureCommands(environment).matchAll(/--subject (\S+)/g)].map(([, subject]) => subject);
      expect(subjects.sort()).toEqual(rendered.sort());
      expect(subjects).toHaveLength(2);
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
  });

  it('should let the pods themselves read the vault with the CSI driver', () => {
    const commands = azureCommands({ ...production, secrets: 'key-vault-csi' });
    expect(commands).not.toContain('kiosque-secrets-production --resource-group kiosque-production --location');
    const [, assignment = ''] = commands.split('--role "Key Vault Secrets User"');
    expect(assignment.split('\n')[1]).toContain('az identity show --name kiosque-content-production ');
  });

  it('should not ask for managed Prometheus where nobody scrapes with it', () => {
    expect(azureCommands(production)).toContain('--enable-azure-monitor-metrics');
    expect(azureCommands({ ...production, monitoring: 'none' })).not.toContain('--enable-azure-monitor-metrics');
  });

  it('should say so when nothing is in Azure', () => {
    expect(() => azureCommands(development)).toThrow('environment "development" describes nothing in Azure');
  });
});
