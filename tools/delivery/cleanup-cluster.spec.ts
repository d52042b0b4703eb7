import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { ApiServer } from '../test/cluster/api-server.ts';
import { API_RESOURCES } from '../test/cluster/api-resources.ts';
import type { Stored } from '../test/cluster/store.ts';
import { GitHubPackages } from '../test/github-packages.ts';

const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'kiosque-cleanup-cluster-'));
const repository = join(directory, 'repository');
const LIVE = 'kiosque-development';
const OLD = new Date(Date.now() - 30 * 86_400_000).toISOString();
const NEW = new Date(Date.now() - 2 * 86_400_000).toISOString();
const LABELS = { 'app.kubernetes.io/part-of': 'kiosque' };
let kubectl = '';
let server: ApiServer;
let url = '';
let github: GitHubPackages;

const start = (file: string, ...args: string[]): Promise<Ended> => {
  const config = join(directory, 'kubeconfig');
  const cluster = { clusters: [{ name: 'test', cluster: { server: url } }] };
  const context = { contexts: [{ name: 'test', context: { cluster: 'test', user: '' } }], 'current-context': 'test' };
  writeFileSync(config, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...cluster, ...context }));
  const PATH = `${dirname(kubectl)}:${process.env['PATH'] ?? ''}`;
  const identity = { GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@example.org' };
  const committer = { GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@example.org' };
  const env = { PATH, KUBECONFIG: config, HOME: directory, GIT_CONFIG_GLOBAL: '/dev/null', ...identity, ...committer };
  return runCommand(file, args, { cwd: repository, env: { ...env, ...(file !== 'git' && github.environment) } });
};
const git = async (...args: string[]) => (await start('git', ...args)).stdout.trim();
const cleanup = (...args: string[]) => start(process.execPath, 'tools/delivery/cleanup.ts', 'cluster', ...args);
const idOf = (stdout: string): string => /--delete (\w+)$/m.exec(stdout)?.[1] ?? '';
/** The names in the list. */
const listed = ({ stdout }: Ended): string[] => [...stdout.matchAll(/^ {2}(\S+) {2}/gm)].map(([, name = '']) => name);

/** Stores an object of a namespace, or of the cluster for an empty one. */
function put(
  kind: string,
  namespace: string,
  name: string,
  rest: object = {},
  created = OLD,
  labels: object = {},
): void {
  const resource = API_RESOURCES.find((known) => known.kind === kind);
  if (resource === undefined) throw new Error(`no kind ${kind}`);
  const metadata = { name, labels, ...(namespace !== '' && { namespace }) };
  const stored = server.store.put(resource, { apiVersion: resource.groupVersion, kind, metadata, ...rest } as Stored);
  stored.metadata['creationTimestamp'] = created;
}
const job = (namespace: string, name: string, type: string, at?: string, status = 'True') => {
  put('Job', namespace, name, { status: { conditions: [{ type, status, lastTransitionTime: at }] } });
};
const claim = (namespace: string, name: string, created = OLD) => {
  put('PersistentVolumeClaim', namespace, name, { spec: { resources: { requests: { storage: '2Gi' } } } }, created);
};
const volume = (name: string, phase: string, namespace: string, at: string | null = OLD, policy = 'Retain') => {
  const claimRef = { namespace, name: 'data-redis-0' };
  const spec = { capacity: { storage: '10Gi' }, claimRef, persistentVolumeReclaimPolicy: policy };
  put('PersistentVolume', '', name, { spec, status: { phase, lastPhaseTransitionTime: at } });
};
const mounting = (claimName: string) => ({ spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] } });

describe('cleanup of a cluster', () => {
  beforeAll(async () => {
    kubectl = execFileSync('.ci/ensure-kubectl', { encoding: 'utf8' }).trim();
    mkdirSync(join(repository, 'dist/gone'), { recursive: true });
    for (const folder of ['charts', 'dist', 'tools', 'service/contract.ts', 'package.json'])
      cpSync(folder, join(repository, folder), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
    writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
    writeFileSync(
      join(repository, 'dist/gone/0000-tenancy.k8s.yaml'),
      'kind: Namespace\nmetadata:\n  name: kiosque-gone\n---\nkind: StatefulSet\nmetadata:\n  name: retired\n',
    );
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'start');
    await git('rm', '--quiet', '-r', 'dist/gone');
    await git('commit', '--quiet', '--message', 'remove an environment');
    github = await GitHubPackages.start({
      ...{ owner: { name: 'kiosque', type: 'Organization' }, main: await git('rev-parse', 'HEAD') },
      ...{ tags: {}, releases: [], packages: {}, failing: undefined },
    });
  }, 120_000);
  beforeEach(async () => {
    server = await ApiServer.start(() => true);
    url = server.url;
    put('Namespace', '', LIVE, {}, OLD, LABELS);
  });
  afterEach(async () => {
    await server.stop();
  });
  afterAll(async () => {
    await github.stop();
    rmSync(directory, { recursive: true });
  });

  it('should only list Jobs that finished long ago, in namespaces of environments', async () => {
    job(LIVE, 'backup-1', 'Complete', OLD);
    job(LIVE, 'backup-2', 'Failed', OLD);
    job(LIVE, 'recent', 'Complete', NEW);
    job(LIVE, 'running', 'Suspended', OLD);
    job(LIVE, 'not-complete', 'Complete', OLD, 'False');
    job(LIVE, 'without-a-time', 'Complete');
    job('other', 'backup-1', 'Complete', OLD);
    const ended = await cleanup();
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(listed(ended)).toEqual([`${LIVE}/backup-1`, `${LIVE}/backup-2`]);
    expect(ended.stdout).toMatch(/backup-1 +completed 30 days ago\n.*backup-2 +failed 30 days ago\n/);
    expect(listed(await cleanup('--days', '1'))).toContain(`${LIVE}/recent`);
    expect(listed(await cleanup('--days', '31'))).toEqual([]);
  });

  it('should keep claims that a pod or a workload names, even without replicas', async () => {
    const template = (name: string) => ({ spec: { replicas: 0, template: mounting(name) } });
    for (const name of ['pod', 'deployment', 'cron', 'data-other-0', 'data-other-1', 'scratch-tmp', 'data-other-x'])
      claim(LIVE, name);
    claim(LIVE, 'unused');
    claim(LIVE, 'young', NEW);
    claim('other', 'unused');
    put('Pod', LIVE, 'p', mounting('pod'));
    put('Pod', LIVE, 'scratch', { spec: { volumes: [{ name: 'tmp', ephemeral: {} }] } });
    put('Pod', 'other', 'p', mounting('unused'));
    put('Deployment', LIVE, 'd', template('deployment'));
    put('CronJob', LIVE, 'c', { spec: { jobTemplate: { spec: { template: mounting('cron') } } } });
    const claims = [{ metadata: { name: 'data' }, spec: {} }];
    put('StatefulSet', LIVE, 'other', { spec: { replicas: 1, template: mounting('x'), volumeClaimTemplates: claims } });
    const ended = await cleanup();
    expect(listed(ended).sort()).toEqual([`${LIVE}/data-other-x`, `${LIVE}/unused`]);
    expect(ended.stdout).toContain(`${LIVE}/unused  2Gi  no pod and no workload names it`);
  });

  it('should keep claims that the manifests of the environment name, even while nothing in the cluster does', async () => {
    claim(LIVE, 'data-redis-0');
    claim(LIVE, 'data-content-0');
    expect(listed(await cleanup())).toEqual([`${LIVE}/data-content-0`]);
  });

  it('should only list released volumes of claims of an environment, removed ones too', async () => {
    volume('released', 'Released', LIVE);
    volume('removed', 'Released', 'kiosque-gone');
    volume('bound', 'Bound', LIVE);
    volume('foreign', 'Released', 'other');
    // Kubernetes deletes those of this policy itself, with their disk.
    volume('deleted', 'Released', LIVE, OLD, 'Delete');
    volume('young', 'Released', LIVE, NEW);
    volume('without-a-time', 'Released', LIVE, null);
    const ended = await cleanup();
    expect(listed(ended)).toEqual(['released', 'removed']);
    expect(ended.stdout).toContain('released  10Gi  released: its claim kiosque-development/data-redis-0 was deleted');
  });

  it('should only list namespaces that this repository rendered once, and no longer does', async () => {
    put('Namespace', '', 'kiosque-gone', {}, OLD, LABELS);
    put('Namespace', '', 'kiosque-of-a-fork', {}, OLD, LABELS);
    put('Namespace', '', 'unlabelled', {}, OLD);
    claim('kiosque-gone', 'data');
    const ended = await cleanup();
    const commit = await git('rev-parse', '--short', 'HEAD');
    expect(listed(ended)).toEqual(['kiosque-gone']);
    expect(ended.stdout).toContain(`kiosque-gone  0 pods, 1 volume claims  no longer rendered since ${commit}\n`);
  });

  it('should not take a namespace for its own because another object has or had its name', async () => {
    for (const name of ['redis', 'content', 'retired']) {
      put('Namespace', '', name, {}, OLD, LABELS);
      volume(`of-${name}`, 'Released', name);
    }
    expect(await cleanup()).toMatchObject({ code: 0, stdout: 'there is nothing to delete\n' });
  });

  it('should refuse a checkout that is not what GitHub has, or has changes', async () => {
    put('Namespace', '', 'kiosque-qualification', {}, OLD, LABELS);
    job(LIVE, 'backup-1', 'Complete', OLD);
    const { main } = github.state;
    github.state.main = 'f'.repeat(40);
    expect(await cleanup()).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(`main is at ffff`) });
    github.state.main = main;
    const tenancy = join(repository, `dist/development/0000-tenancy.k8s.yaml`);
    const text = readFileSync(tenancy, 'utf8');
    writeFileSync(tenancy, `${text}# changed\n`);
    expect(await cleanup()).toMatchObject({
      ...{ code: 1, stdout: '' },
      stderr: expect.stringContaining('charts/ or dist/ has changes that are not committed'),
    });
    writeFileSync(tenancy, text);
  });

  it('should not delete what replaced an object of the list meanwhile', async () => {
    job(LIVE, 'backup-1', 'Complete', OLD);
    claim(LIVE, 'unused');
    const id = idOf((await cleanup()).stdout);
    const resource = API_RESOURCES.find(({ kind }) => kind === 'PersistentVolumeClaim');
    const stop = server.store.watch(({ type, object }) => {
      if (type !== 'DELETED' || object.kind !== 'Job') return;
      server.store.delete(resource as never, LIVE, 'unused');
      claim(LIVE, 'unused');
    });
    const ended = await cleanup('--delete', id);
    stop();
    expect(ended).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^deleted kiosque-development\/backup-1 [^\n]*\n$/),
      stderr: expect.stringContaining(`${LIVE}/unused was not deleted, 0 others were not tried: kubectl delete`),
    });
    expect(server.store.list('PersistentVolumeClaim', LIVE)).toHaveLength(1);
  });

  it('should delete exactly the list, and nothing if an object was replaced', async () => {
    job(LIVE, 'backup-1', 'Complete', OLD);
    claim(LIVE, 'unused');
    volume('released', 'Released', LIVE);
    put('Namespace', '', 'kiosque-gone', {}, OLD, LABELS);
    const before = idOf((await cleanup()).stdout);
    server.store.delete(API_RESOURCES.find(({ kind }) => kind === 'PersistentVolumeClaim') as never, LIVE, 'unused');
    claim(LIVE, 'unused');
    expect(await cleanup('--delete', before)).toMatchObject({ code: 1, stdout: '' });
    const { code, stdout, stderr } = await cleanup('--delete', idOf((await cleanup()).stdout));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.match(/^deleted /gm)).toHaveLength(4);
    const left = ['Job', 'PersistentVolumeClaim', 'PersistentVolume'].flatMap((kind) =>
      server.store.list(kind, undefined),
    );
    expect(left).toEqual([]);
    expect(server.store.list('Namespace').map(({ metadata }) => metadata.name)).toEqual([LIVE]);
  });

  it('should list and delete nothing if the cluster cannot be read', async () => {
    job(LIVE, 'backup-1', 'Complete', OLD);
    const id = idOf((await cleanup()).stdout);
    // A port that nothing listens on.
    url = 'http://127.0.0.1:1';
    expect(await cleanup('--delete', id)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^nothing can be deleted, because not everything could be read: kubectl get .*\n$/),
    });
    expect(server.store.list('Job', LIVE)).toHaveLength(1);
  });

  it('should refuse an object that it does not understand', async () => {
    put('Job', LIVE, 'odd', { status: { conditions: 'Complete' } });
    expect(await cleanup()).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'nothing can be deleted, because not everything could be read: ' +
        'items.0.status.conditions: Invalid input: expected array, received string\n',
    });
  });
});
