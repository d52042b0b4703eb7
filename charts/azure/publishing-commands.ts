import { PUBLISHER } from '../blocklist-publisher.ts';
import { isHttps } from '../environments/sections/publishing.ts';
import type { AzureEnvironment } from './identity-commands.ts';

/** ServiceAccount of the job that publishes the blocklist; none where nothing is published. */
export function publisherAccounts({ securityLog }: AzureEnvironment): readonly string[] {
  return securityLog?.publishing === undefined ? [] : [PUBLISHER];
}

/** Writes the secrets of the blocklist, its publisher and its messages to the vault; none where nothing is published or sent. */
export function publishingSecrets({ azure: { keyVault }, securityLog }: AzureEnvironment): string[] {
  const { publishing, notifications } = securityLog ?? {};
  const set = (name: string): string =>
    `az keyvault secret set --vault-name ${keyVault} --name ${name} --file ${name}.txt`;
  const sending = [
    ...(notifications?.mattermost === true ? ['notifications-mattermost-webhook'] : []),
    ...(notifications?.smtpPassword === true ? ['notifications-smtp-password'] : []),
  ].map(set);
  if (publishing === undefined) return sending;
  return [
    ...sending,
    '# blocklist-signing.txt: the key that signs the lists (docs/blocklists.md)',
    set('blocklist-signing'),
    '# blocklist-*.txt: the keys and credentials of the job that publishes the blocklist (docs/blocklist-publishing.md)',
    ...['blocklist-publisher-key', 'blocklist-publisher-commit-key'].map(set),
    ...publishing.targets.flatMap(({ name, url }) =>
      (isHttps(url) ? ['username', 'token'] : ['deploy-key']).map((part) => set(`blocklist-${name}-${part}`)),
    ),
  ];
}
