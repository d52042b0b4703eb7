import { SecretsChart } from '../secrets.chart.ts';
import { SecurityLogChart } from '../security-log.chart.ts';
import { federation, identity, join, roleAssignment } from './identity-commands.ts';
import type { AzureEnvironment } from './identity-commands.ts';
import { publisherAccounts, publishingSecrets } from './publishing-commands.ts';

/** Returns the ServiceAccounts of the pods that use Redis, except the jobs of the queues. */
export function servicesOf(environment: AzureEnvironment): readonly string[] {
  const queues = environment.ticketQueues.names.map((queue) => `queue-${queue}`);
  return [...queues, ...SecurityLogChart.accountsOf(environment)];
}

/** Returns the commands for the vault and its secrets. External Secrets reads with its own identity; the CSI driver reads with the identity of the mounting pod. */
export function vaultCommands(environment: AzureEnvironment): string[] {
  const { azure, secrets, content, ticketQueues, host } = environment;
  const { keyVault, resourceGroup, location, secretReader } = azure;
  const scope = `$(az keyvault show --name ${keyVault} --query id --output tsv)`;
  const ownReader = secrets === 'external-secrets';
  const reader = ownReader ? secretReader : content.identity;
  return [
    join(
      `az keyvault create --name ${keyVault} --resource-group ${resourceGroup} --location ${location}`,
      '--enable-rbac-authorization true --enable-purge-protection true',
    ),
    ...(ownReader
      ? identity(reader, environment, SecretsChart.storeName)
      : [...servicesOf(environment), ...publisherAccounts(environment)].map((account) =>
          federation(reader, environment, account),
        )),
    roleAssignment('Key Vault Secrets User', reader, azure, scope),
    ...['Key Vault Certificates Officer', 'Key Vault Secrets Officer'].map((role) =>
      join(
        `az role assignment create --role "${role}"`,
        `--assignee "$(az ad signed-in-user show --query id --output tsv)" --scope "${scope}"`,
      ),
    ),
    `# certificate.pem: the certificate of ${host} with its chain and private key, content type PEM`,
    `az keyvault certificate import --vault-name ${keyVault} --name certificate --file certificate.pem`,
    ...(ticketQueues.redis.kind === 'in-cluster'
      ? [`az keyvault secret set --vault-name ${keyVault} --name redis-password --value "$(openssl rand -hex 32)"`]
      : []),
    '# queue-keys.yaml: the hashed keys of desks and supervisors (docs/queue-operations.md)',
    `az keyvault secret set --vault-name ${keyVault} --name queue-keys --file queue-keys.yaml`,
    `az keyvault secret set --vault-name ${keyVault} --name session-secrets --value "$(openssl rand -hex 32)"`,
    ...(ticketQueues.signIn === undefined
      ? []
      : [
          '# oidc-client.txt: the client secret of the application that people sign in with (docs/access.md)',
          `az keyvault secret set --vault-name ${keyVault} --name oidc-client --file oidc-client.txt`,
        ]),
    ...publishingSecrets(environment),
  ];
}
