import { PUBLISHER } from '../blocklist-publisher.ts';
import { isHttps } from '../environments/sections/publishing.ts';
import type { AzureEnvironment } from './identity-commands.ts';

/** ServiceAccount of the job that publishes the blocklist; none where nothing is published. */
export function publisherAccounts({ securityLog }: AzureEnvironment): readonly string[] {
  return securityLog?.publishing === undefined ? [] : [PUBLISHER];
}

/** Writes the secrets of the job that publishes the blocklist to the vault; none where nothing is published. */
export function publishingSecrets({ azure: { keyVault }, securityLog }: AzureEnvironment): string[] {
  const { publishing } = securityLog ?? {};
  if (publishing === undefined) return [];
  const set = (name: string): string =>
    `az keyvault secret set --vault-name ${keyVault} --name ${name} --file ${name}.txt`;
  return [
    '# blocklist-*.txt: the keys and credentials of the job that publishes the blocklist (docs/blocklist-publishing.md)',
    ...['blocklist-publisher-key', 'blocklist-publisher-commit-key'].map(set),
    ...publishing.targets.flatMap(({ name, url }) =>
      (isHttps(url) ? ['username', 'token'] : ['deploy-key']).map((part) => set(`blocklist-${name}-${part}`)),
    ),
  ];
}
