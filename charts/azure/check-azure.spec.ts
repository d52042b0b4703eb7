import { mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Environment } from '../environments/environment.ts';
import { development } from '../environments/development.ts';
import { production } from '../environments/production.ts';
import { appRoutingExposure, ownAlbExposure } from '../test/exposures.fixture.ts';
import { ID } from '../test/web-service.fixture.ts';
import { checkAzureResources, fileOf } from './check-azure.ts';
import type { Declared } from './declared.ts';
import { declaredResources } from './declared-resources.ts';
import { inAzure } from './identity-commands.ts';

const directory = mkdtempSync(join(tmpdir(), 'kiosque-azure-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** The JSON of a resource that is as declared: every expected property at its place. */
function jsonOf({ expected }: Declared): object {
  const json: Record<string, unknown> = { id: '/subscriptions/x' };
  for (const { path, value, isPrefix } of expected) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let place = json;
    for (const key of keys) place = (place[key] ??= {}) as Record<string, unknown>;
    place[last] = isPrefix === true ? `${String(value)}.2` : value;
  }
  return json;
}

const declared = declaredResources(inAzure(production));
const record = (resources: readonly Declared[] = declared): void => {
  for (const resource of resources) writeFileSync(join(directory, fileOf(resource)), JSON.stringify(jsonOf(resource)));
};
const named = (title: string): Declared => {
  const found = declared.find((resource) => resource.title === title);
  if (found === undefined) throw new Error(`nothing has the title ${title}`);
  return found;
};
const change = (title: string, changed: object | string): void => {
  const path = join(directory, fileOf(named(title)));
  const before = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(path, typeof changed === 'string' ? changed : JSON.stringify({ ...before, ...changed }));
};

describe(checkAzureResources.name, () => {
  beforeEach(() => {
    record();
  });

  it('should find no difference in what is as declared, however Azure writes locations', () => {
    change('resource group kiosque', { location: 'West Europe' });
    expect(checkAzureResources(production, directory)).toEqual({
      differences: [],
      unreadable: [],
      count: declared.length,
    });
  });

  it.each([
    [
      'storage account kiosqueproduction',
      { allowSharedKeyAccess: true },
      'storage account kiosqueproduction: allowSharedKeyAccess is true, should be false: az storage account update ' +
        '--name kiosqueproduction --resource-group kiosque-production --allow-shared-key-access false',
    ],
    [
      'blobs of kiosqueproduction',
      { deleteRetentionPolicy: { enabled: true, days: 7 } },
      'blobs of kiosqueproduction: deleteRetentionPolicy.days is 7, should be 30: az storage account blob-service-properties ' +
        'update --account-name kiosqueproduction --resource-group kiosque-production --enable-delete-retention true --delete-retention-days 30',
    ],
    [
      'cluster kiosque',
      { oidcIssuerProfile: null },
      'cluster kiosque: oidcIssuerProfile.enabled is not set, should be true: az aks update --name kiosque ' +
        '--resource-group kiosque --enable-oidc-issuer',
    ],
    [
      'cluster kiosque',
      { currentKubernetesVersion: '1.350.1' },
      'cluster kiosque: currentKubernetesVersion is "1.350.1", should be 1.35.*: az aks upgrade --name kiosque ' +
        '--resource-group kiosque --kubernetes-version 1.35',
    ],
    [
      'node pool apps',
      { maxCount: 3 },
      'node pool apps: maxCount is 3, should be 9: az aks nodepool update --name apps --cluster-name kiosque ' +
        '--resource-group kiosque --update-cluster-autoscaler --min-count 3 --max-count 9',
    ],
    [
      'identity kiosque-content-production',
      { clientId: ID.replace('0', '1') },
      /^identity kiosque-content-production: clientId is ".*", should be ".*": set the clientId of content\.identity in charts\/environments\/production\.ts$/,
    ],
    [
      'log workspace kiosque-logs',
      { retentionInDays: 30 },
      'log workspace kiosque-logs: retentionInDays is 30, should be 90: az monitor log-analytics workspace update ' +
        '--workspace-name kiosque-logs --resource-group kiosque --retention-time 90',
    ],
  ])('should say how %s differs, and what changes it: %j', (title, changed, line) => {
    change(title, changed);
    const { differences, unreadable } = checkAzureResources(production, directory);
    expect(differences).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)]);
    expect(unreadable).toEqual([]);
  });

  it.each(declared.map(({ title }) => [title]))(
    'should name a %s that is missing, and the command that creates it',
    (title) => {
      unlinkSync(join(directory, fileOf(named(title))));
      const { differences } = checkAzureResources(production, directory);
      expect(differences).toEqual([
        expect.stringMatching(/^.* does not exist; it should: az [^\n]+ --(?:name|workspace-name|account-name) /),
      ]);
      expect(differences[0]).toContain(`${title} does not exist`);
    },
  );

  it('should find every single property that differs', () => {
    for (const resource of declared) {
      for (const { path } of resource.expected) {
        record();
        const keys = path.split('.');
        change(resource.title, { [keys[0] ?? '']: keys.length > 1 ? {} : 'else' });
        const { differences } = checkAzureResources(production, directory);
        expect(differences).toContainEqual(expect.stringContaining(`${resource.title}: ${path} is `));
      }
    }
  });

  it.each(['', '[]', '"text"', '{"id":'])('should report an answer that is not a resource: %j', (text) => {
    change('key vault kiosque-production', text);
    expect(checkAzureResources(production, directory)).toMatchObject({
      differences: [],
      unreadable: ['key vault kiosque-production cannot be read: the answer is not the JSON of a resource'],
    });
  });

  it.each<[string, Partial<Environment>, string[], string[]]>([
    [
      'the application routing add-on',
      { exposure: appRoutingExposure },
      ['identity kiosque-gateway'],
      ['subnet of the load'],
    ],
    ['a load balancer of its own', { exposure: ownAlbExposure }, [], ['subnet of the load balancer']],
    ['the CSI driver', { secrets: 'key-vault-csi' }, [], ['identity kiosque-secrets-production']],
    ['other monitoring', { monitoring: 'none', logs: 'none' }, [], ['Grafana', 'monitor workspace', 'log workspace']],
    [
      'Azure Managed Redis',
      {
        ticketQueues: {
          ...production.ticketQueues,
          redis: {
            ...{ kind: 'azure-managed', host: 'kiosque.westeurope.redis.azure.net' },
            identity: { name: 'kiosque-queue', clientId: ID, principalId: ID },
          },
        },
      },
      ['Redis kiosque', 'identity kiosque-queue'],
      ['identity kiosque-queue-backup'],
    ],
  ])('should only look for what %s needs', (_, changed, present, absent) => {
    const empty = join(directory, 'nothing');
    mkdirSync(empty, { recursive: true });
    const { differences } = checkAzureResources({ ...production, ...changed }, empty);
    for (const title of present) expect(differences.join('\n')).toContain(`${title} does not exist`);
    for (const title of absent) expect(differences.join('\n')).not.toContain(title);
  });

  it('should reject an environment without Azure resources', () => {
    expect(() => checkAzureResources(development, directory)).toThrow('uses no Azure resources');
  });
});

describe('npm run azure -- <environment> --check', () => {
  const state = join(directory, 'az.json');
  const check = async (...args: string[]) => {
    const PATH = `${process.cwd()}/tools/test:${process.cwd()}/node_modules/.bin:${process.env['PATH'] ?? ''}`;
    const all = ['charts/commands/azure.ts', ...args];
    return runCommand(process.execPath, all, { env: { PATH, AZ_STATE: state, HOME: directory } });
  };
  const answers = (): Record<string, unknown> =>
    Object.fromEntries(declared.map((resource) => [resource.show, jsonOf(resource)]));

  beforeEach(() => {
    record();
    writeFileSync(`${state}.log`, '');
  });

  it('should only run commands that show something, with options that az knows, and exit with 0', async () => {
    writeFileSync(state, JSON.stringify(answers()));
    expect(await check('production', '--check')).toEqual({
      code: 0,
      stdout: `${String(declared.length)} resources of production are as declared\n`,
      stderr: '',
    });
    const calls = readFileSync(`${state}.log`, 'utf8').trim().split('\n');
    expect(calls).toHaveLength(declared.length);
    for (const call of calls) expect(call).toMatch(/^[a-z -]* show --.* --output json --only-show-errors$/);
  });

  it('should exit with 1 if something differs or is missing, and with 2 if something cannot be read', async () => {
    const { [named('Grafana kiosque-grafana').show]: _, ...rest } = answers();
    writeFileSync(state, JSON.stringify(rest));
    expect(await check('production', '--check')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^Grafana kiosque-grafana does not exist; it should: az grafana create .*\n19 resources of production were compared: 1 differences, 0 unreadable\n$/,
      ),
    });
    const refused = { ...rest, [named('cluster kiosque').show]: 'AuthorizationFailed: no access' };
    writeFileSync(state, JSON.stringify(refused));
    expect(await check('production', '--check')).toMatchObject({
      code: 2,
      stdout: expect.stringContaining('cluster kiosque cannot be read: ERROR: AuthorizationFailed: no access\n'),
    });
  });

  it('should read recorded answers, and exit with 2 for wrong arguments', async () => {
    expect(await check('production', '--check', '--from', directory)).toMatchObject({ code: 0 });
    for (const args of [
      ['production', '--from', directory],
      ['production', 'more'],
      ['--check'],
      ['production', '--fix'],
    ])
      expect(await check(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^usage: /) });
    const missing = join(directory, 'misspelt');
    expect(await check('production', '--check', '--from', missing)).toEqual({
      ...{ code: 2, stdout: '' },
      stderr: `there is no directory ${missing}\n`,
    });
    expect(await check('development', '--check')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no Azure'),
    });
  });
});
