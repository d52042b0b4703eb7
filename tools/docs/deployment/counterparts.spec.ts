import { describe, expect, it } from '@jest/globals';
import { azureSections } from '../../../charts/azure/azure-commands.ts';
import { environments } from '../../../charts/environments/environments.ts';
import { production } from '../../../charts/environments/production.ts';
import { appRoutingExposure, ownAlbExposure } from '../../../charts/test/exposures.fixture.ts';
import { ID } from '../../../charts/test/web-service.fixture.ts';
import { commandOf } from './command.ts';
import { counterpartOf } from './counterparts.ts';

describe(counterpartOf.name, () => {
  it('should check and undo what a command created, by the options that identify it', () => {
    const command = 'az storage account create --name a --resource-group b --location c \\\n  --kind StorageV2';
    expect(counterpartOf(commandOf(command))).toEqual({
      check: 'az storage account show --name a --resource-group b',
      undo: 'az storage account delete --name a --resource-group b',
    });
  });

  it('should keep quotes and substitutions', () => {
    const scope = '"$(az group show --name "$(az aks show --name c --query g)" --query id)/containers/x"';
    const command = `az role assignment create --role "A B" --assignee-object-id "$(az identity show --name i)" --scope ${scope}`;
    expect(counterpartOf(commandOf(command))?.undo).toBe(
      `az role assignment delete --assignee "$(az identity show --name i)" --role "A B" --scope ${scope}`,
    );
  });

  it('should find the command that a here-document is piped to, and nothing in its text', () => {
    const command = commandOf(
      'sed "s|<a>|$(az monitor account show --name a)|" <<\'END\' | az resource create --resource-type T \\\n  --name n --resource-group g --properties @-\n{ az --name other \\\n}\nEND',
    );
    expect(counterpartOf(command)?.check).toBe('az resource show --resource-type T --name n --resource-group g');
  });

  it('should not print a secret', () => {
    const command = 'az keyvault secret set --vault-name v --name s --value "$(openssl rand -hex 32)"';
    expect(counterpartOf(commandOf(command))?.check).toBe('az keyvault secret show --vault-name v --name s --query id');
  });

  it('should undo each update of the cluster', () => {
    const undo = (flags: string) =>
      counterpartOf(commandOf(`az aks update --name c --resource-group g ${flags}`))?.undo;
    expect(undo('--attach-acr r')).toBe('az aks update --name c --resource-group g --detach-acr r');
    expect(undo('--enable-azure-monitor-metrics')).toMatch(/--disable-azure-monitor-metrics$/);
    expect(undo('--enable-keda')).toMatch(/--disable-keda$/);
    expect(undo('--enable-oidc-issuer --enable-workload-identity')).toMatch(/--disable-workload-identity$/);
    expect(() => undo('--enable-other')).toThrow(/has no --attach-acr/);
  });

  it.each([
    ...environments.filter(({ azure }) => azure !== undefined).map((each) => [each.name, each] as const),
    [
      'Azure Managed Redis',
      {
        ...production,
        ticketQueues: {
          ...production.ticketQueues,
          redis: {
            ...{ kind: 'azure-managed' as const, host: 'kiosque.westeurope.redis.azure.net' },
            identity: { name: 'kiosque-queue', clientId: ID, principalId: ID },
          },
        },
      },
    ] as const,
    ['app-routing', { ...production, exposure: appRoutingExposure }] as const,
    ['a load balancer of its own', { ...production, exposure: ownAlbExposure }] as const,
    ['the Key Vault CSI driver', { ...production, secrets: 'key-vault-csi' }] as const,
    ['KEDA', { ...production, ticketQueues: { ...production.ticketQueues, scaling: 'queue-length' } }] as const,
  ])('should have an entry for every command of %s', (_, environment) => {
    const commands = azureSections(environment).flatMap((section) => section.commands);
    const changing = commands
      .filter((command) => !command.startsWith('#'))
      .map(commandOf)
      .filter((command) => counterpartOf(command) !== undefined);
    expect(changing.length).toBeGreaterThan(20);
  });

  it('should check and undo each add-on by its name', () => {
    const check = (addOn: string) =>
      counterpartOf(commandOf(`az aks enable-addons --addons ${addOn} --name c --resource-group g`));
    expect(check('monitoring')?.check).toMatch(/addonProfiles\.omsagent\.enabled$/);
    expect(check('azure-keyvault-secrets-provider')?.check).toMatch(
      /addonProfiles\.azureKeyvaultSecretsProvider\.enabled$/,
    );
    expect(check('azure-keyvault-secrets-provider')?.undo).toContain('--addons azure-keyvault-secrets-provider ');
  });

  it('should refuse a command without an entry', () => {
    expect(() => counterpartOf(commandOf('az vm create --name v'))).toThrow(
      new Error('no check and undo for the command az vm create: add them to tools/docs/deployment/counterparts.ts.'),
    );
  });
});
