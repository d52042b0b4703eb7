import { globSync, readFileSync } from 'node:fs';
import { azureCommands } from '../../charts/azure/azure-commands.ts';
import { declaredResources } from '../../charts/azure/declared-resources.ts';
import { inAzure } from '../../charts/azure/identity-commands.ts';
import type { Environment } from '../../charts/environments/environment.ts';
import { production } from '../../charts/environments/production.ts';
import { qualification } from '../../charts/environments/qualification.ts';
import { appRoutingExposure, ownAlbExposure } from '../../charts/test/exposures.fixture.ts';
import { ID } from '../../charts/test/web-service.fixture.ts';
import { callsIn } from './calls-in.ts';

const { ticketQueues, azure } = production;
const redis = {
  ...{ kind: 'azure-managed' as const, host: 'kiosque.westeurope.redis.azure.net' },
  identity: { name: 'kiosque-queue', clientId: ID, principalId: ID },
};

/** Environments that together print every command. */
export const VARIANTS: readonly Environment[] = [
  production,
  qualification,
  { ...production, exposure: appRoutingExposure, secrets: 'key-vault-csi' },
  { ...production, exposure: ownAlbExposure, ticketQueues: { ...ticketQueues, redis, scaling: 'queue-length' } },
  ...(azure === undefined
    ? []
    : [{ ...production, azure: { ...azure, cluster: { ...azure.cluster, profile: 'small' as const } } }]),
];

/** Returns every call of the Azure CLI that is printed, documented or run by a workflow or a script, as words after `az`. */
export function printedCommands(): string[][] {
  const declared = VARIANTS.flatMap((environment) => declaredResources(inAzure(environment)));
  const texts = [
    ...VARIANTS.map(azureCommands),
    ...declared.map(({ show }) => `az ${show}`),
    ...declared.flatMap(({ expected }) => expected.map(({ mend }) => mend)).filter((mend) => mend.startsWith('az ')),
    ...[...globSync('docs/**/*.md'), 'README.md'].flatMap((path) => shellIn(readFileSync(path, 'utf8'))),
    ...globSync('.github/workflows/*.yml').map((path) => readFileSync(path, 'utf8').replaceAll(/^ *- run: \|?/gm, '')),
    ...['cluster-credentials', 'prometheus-token'].map((name) => readFileSync(`tools/delivery/${name}`, 'utf8')),
    // The calls of tools/delivery/cleanup.
    'az acr manifest list-metadata --registry r --name n --only-show-errors --output json',
    'az acr manifest show --registry r --name n --only-show-errors --raw',
    'az acr manifest delete --registry r --name n --only-show-errors --yes',
  ];
  return texts.flatMap(callsIn);
}

/** Returns the shell blocks of a page, and its inline code. */
function shellIn(page: string): string[] {
  const blocks = [...page.matchAll(/^ *```sh$([^]*?)^ *```$/gm)].map(([, block = '']) => block);
  const prose = page.replaceAll(/^ *```[^]*?^ *```$/gm, '');
  return [...blocks, ...[...prose.matchAll(/`(az [^`]+)`/g)].map(([, code = '']) => code)];
}
