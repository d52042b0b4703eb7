import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { ApiServer } from '../test/cluster/api-server.ts';
import { resourceNamed } from '../test/cluster/api-resources.ts';
import type { Stored } from '../test/cluster/store.ts';

const NAMESPACE = 'kiosque-development';
const BROKEN = `sha256:${'b'.repeat(64)}`;
const NEWER = `sha256:${'a'.repeat(64)}`;
const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'kiosque-deploy-'));
const manifests = join(directory, 'dist/development');
let kubectl = '';

/** Runs the real kubectl against a test API server, for which images of one digest do not exist. */
describe('deploy', () => {
  let server: ApiServer;

  beforeAll(() => {
    kubectl = execFileSync('.ci/ensure-kubectl', { encoding: 'utf8' }).trim();
  }, 120_000);
  beforeEach(async () => {
    server = await ApiServer.start((image) => !image.endsWith(BROKEN));
    rmSync(manifests, { recursive: true, force: true });
    cpSync('dist/development', manifests, { recursive: true });
  });
  afterEach(async () => {
    await server.stop();
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const environment = (): NodeJS.ProcessEnv => {
    const config = join(directory, 'kubeconfig');
    const cluster = { clusters: [{ name: 'test', cluster: { server: server.url } }] };
    const context = { contexts: [{ name: 'test', context: { cluster: 'test', user: '' } }], 'current-context': 'test' };
    writeFileSync(config, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...cluster, ...context }));
    const PATH = `${dirname(kubectl)}:${process.env['PATH'] ?? ''}`;
    return { PATH, KUBECONFIG: config, HOME: directory };
  };
  const run = (file: string, ...args: string[]): Promise<Ended> =>
    runCommand(file, args, { cwd: directory, env: environment() });
  const deploy = (name = 'development', seconds = '2') => run(join(root, 'tools/delivery/deploy'), name, seconds);

  /** Changes the rendered files like a promotion. */
  const change = (pattern: RegExp, replacement: string): void => {
    for (const file of readdirSync(manifests)) {
      const path = join(manifests, file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(pattern, replacement));
    }
  };
  /** Leaves one workload, which is enough for what is about single objects. */
  const removeQueues = (): void => {
    rmSync(join(manifests, '0300-ticket-queues.k8s.yaml'));
  };
  const promote = (image: 'kiosque' | 'redis', digest: string): void => {
    change(new RegExp(`(image: .*/${image})@sha256:[\\da-f]+`, 'g'), `$1@${digest}`);
  };
  const find = (groupVersion: string, plural: string, name: string): Stored => {
    const resource = resourceNamed(groupVersion, plural);
    const found = resource && server.store.get(resource, resource.namespaced ? NAMESPACE : undefined, name);
    if (found === undefined) throw new Error(`no ${plural} ${name}`);
    return found;
  };
  const imageOf = (object: Stored): string => String((object.spec.template ?? object).spec.containers[0].image);

  it('should apply the first deployment, then each change', async () => {
    const first = await deploy();
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('does not exist yet') });
    expect(await deploy()).toMatchObject({ code: 0, stderr: '' });

    promote('kiosque', NEWER);
    const { code, stdout, stderr } = await deploy();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`+        image: ghcr.io/kiosque/kiosque@${NEWER}`);
    expect(imageOf(find('apps/v1', 'deployments', 'content'))).toContain(NEWER);
  });

  it('should remove fields that are no longer rendered', async () => {
    removeQueues();
    await deploy();
    change(/^ {2}LOG_REQUESTS: all\n/gm, '');
    expect(await deploy()).toMatchObject({ code: 0 });
    expect(find('v1', 'configmaps', 'content')['data']).not.toHaveProperty('LOG_REQUESTS');
    expect(find('v1', 'configmaps', 'content')['data']).toHaveProperty('LOG_LEVEL');
  });

  it('should keep objects that are no longer rendered, which kubectl prunes as described in docs/gitops.md', async () => {
    removeQueues();
    const page = readFileSync(join(root, 'docs/gitops.md'), 'utf8');
    const [, command = ''] = /^(KUBECTL_APPLYSET=true kubectl apply [^`]*?)$\n```/ms.exec(page) ?? [];
    const prune = () => run('bash', '-c', command.replaceAll('qualification', 'development'));
    expect(await deploy()).toMatchObject({ code: 0 });
    expect(await prune()).toMatchObject({ code: 0 });
    expect(await deploy()).toMatchObject({ code: 0 });
    rmSync(join(manifests, '0900-exposure.k8s.yaml'));
    expect(await deploy()).toMatchObject({ code: 0 });
    expect(find('networking.k8s.io/v1', 'ingresses', 'kiosque')).toBeDefined();
    const { code, stdout, stderr } = await prune();
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain('ingress.networking.k8s.io/kiosque pruned');
    expect(() => find('networking.k8s.io/v1', 'ingresses', 'kiosque')).toThrow('no ingresses kiosque');
    expect(find('apps/v1', 'deployments', 'content')).toBeDefined();
  });

  it('should overwrite fields of other managers and manual changes', async () => {
    removeQueues();
    expect(await run('kubectl', 'apply', '--server-side', '--filename', manifests)).toMatchObject({ code: 0 });
    const json = JSON.stringify([
      { op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'by/hand:1' },
    ]);
    const byHand = ['patch', 'deployment', 'content', '--namespace', NAMESPACE, '--type', 'json', '--patch', json];
    expect(await run('kubectl', ...byHand)).toMatchObject({ code: 0 });
    promote('kiosque', NEWER);

    const without = await run('kubectl', 'apply', '--server-side', '--field-manager', 'other', '--filename', manifests);
    expect(without).toMatchObject({ code: 1, stderr: expect.stringMatching(/conflicts? with "kubectl(?:-patch)?"/) });
    expect(await deploy()).toMatchObject({ code: 0, stderr: '' });
    expect(imageOf(find('apps/v1', 'deployments', 'content'))).toContain(NEWER);
  });

  it('should print the state of every failed workload, and roll it back', async () => {
    await deploy();
    const before = imageOf(find('apps/v1', 'statefulsets', 'redis'));
    promote('kiosque', BROKEN);
    promote('redis', BROKEN);
    const { code, stdout, stderr } = await deploy();
    expect(code).toBe(1);
    expect(stderr).toMatch(/rollout failed: statefulset.apps\/redis deployment.apps\/content deployment.apps\/queue-/);
    expect(stderr).toContain('a line of the log');
    expect(stderr).not.toMatch(/rollback failed|couldn't find any field/);
    expect(stdout).toContain('deployment.apps/queue-rubis rolled back');
    expect(imageOf(find('apps/v1', 'statefulsets', 'redis'))).toBe(before);
    expect(imageOf(find('v1', 'pods', 'redis-0'))).toBe(before);
    expect(find('v1', 'pods', 'redis-0').status.phase).toBe('Running');
    for (const { status } of server.store.list('Deployment')) expect(status.readyReplicas).toBe(1);

    promote('kiosque', NEWER);
    promote('redis', NEWER);
    expect(await deploy()).toMatchObject({ code: 0, stderr: '' });
  }, 120_000);

  it('should try to roll back all workloads if there is no earlier revision', async () => {
    promote('kiosque', BROKEN);
    const { code, stderr } = await deploy('development', '1');
    expect(code).toBe(1);
    expect(stderr).toMatch(/rollback failed: deployment.apps\/content (?:deployment.apps\/queue-\w+ ?){4}/);
  }, 120_000);

  it('should report a rollback that also fails', async () => {
    removeQueues();
    promote('kiosque', BROKEN);
    await deploy('development', '1');
    change(/terminationGracePeriodSeconds: \d+/g, 'terminationGracePeriodSeconds: 61');
    const { code, stdout, stderr } = await deploy('development', '1');
    expect(code).toBe(1);
    expect(stdout).toContain('deployment.apps/content rolled back');
    expect(stderr).toContain('rollback failed: deployment.apps/content\n');
  }, 120_000);

  it('should roll back even if diagnostics fail', async () => {
    removeQueues();
    await deploy();
    const before = imageOf(find('apps/v1', 'deployments', 'content'));
    promote('kiosque', BROKEN);
    const mute = join(directory, 'mute');
    mkdirSync(mute);
    const body = `case "$1 $2" in "get pods" | "get events" | describe* | logs*) exit 1 ;; esac\nexec ${kubectl} "$@"`;
    writeFileSync(join(mute, 'kubectl'), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const env = { ...environment(), PATH: `${mute}:${process.env['PATH'] ?? ''}` };
    const ended = await runCommand(join(root, 'tools/delivery/deploy'), ['development', '1'], { cwd: directory, env });
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('deployment.apps/content rolled back') });
    expect(imageOf(find('apps/v1', 'deployments', 'content'))).toBe(before);
  }, 120_000);

  it.each([
    ['a field that does not exist', /enableServiceLinks: false/g, 'enableServiceLink: false', 'enableServiceLink'],
    ['a change of what cannot change', /^value: 0$/gm, 'value: 7', 'may not be changed in an update'],
  ])('should apply nothing if the server rejects %s', async (_, pattern, replacement, message) => {
    removeQueues();
    await deploy();
    change(pattern, replacement);
    const { code, stdout, stderr } = await deploy();
    expect(code).not.toBe(0);
    expect(stderr).toContain(message);
    expect(stdout).not.toContain('serverside-applied');
  });

  it('should print its usage', async () => {
    expect(await deploy('mars')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no dist/mars') });
  });

  it.each(['5m', '0', '-1', '1e3'])('should apply nothing if the time is %j', async (seconds) => {
    const message = `"${seconds}" is not a number of seconds from 1 to 99999\n`;
    expect(await deploy('development', seconds)).toEqual({ code: 2, stdout: '', stderr: message });
  });

  it('should wait for all workloads at the same time', async () => {
    await deploy();
    promote('kiosque', BROKEN);
    const log = join(directory, 'waits');
    const logged = join(directory, 'logged');
    mkdirSync(logged);
    const body = `[ "$1 $2" != 'rollout status' ] || echo "$(date +%s%3N)" >> ${log}\nexec ${kubectl} "$@"`;
    writeFileSync(join(logged, 'kubectl'), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    const env = { ...environment(), PATH: `${logged}:${process.env['PATH'] ?? ''}` };
    await runCommand(join(root, 'tools/delivery/deploy'), ['development', '5'], { cwd: directory, env });
    const [first = 0, second, third = Infinity] = readFileSync(log, 'utf8').trim().split('\n').map(Number);
    expect(second).toBeLessThan(first + 5000);
    expect(third).toBeLessThan(first + 5000);
  }, 120_000);
});
