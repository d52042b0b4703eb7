import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../service/test/eventually.ts';
import { ServiceProcess } from '../../service/test/service-process.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const IMAGE = 'ghcr.io/kiosque/kiosque';
const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'kiosque-delivery-'));
const repository = join(directory, 'repository');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function start(file: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const identity = {
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
  };
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', ...identity, ...variables };
  return new Promise((resolve) => {
    execFile(file, args, { cwd: repository, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const script = (name: string, ...args: string[]) => start(process.execPath, [`.github/scripts/${name}.ts`, ...args]);
const git = async (...args: string[]) => (await start('git', args)).stdout.trim();
const bytesOf = (path: string) => readFileSync(join(repository, path), 'utf8');

beforeAll(async () => {
  mkdirSync(repository);
  for (const folder of ['charts', 'dist', '.github/scripts'])
    cpSync(folder, join(repository, folder), { recursive: true });
  mkdirSync(join(repository, 'service'));
  for (const file of ['package.json', 'service/contract.ts']) cpSync(file, join(repository, file));
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'feat(charts): start');
});

/** The built service, once every collection is loaded. */
async function started(): Promise<{ service: ServiceProcess; url: string }> {
  const { service, url } = await ServiceProcess.start();
  await eventually(async () => {
    expect((await fetch(`${url}/startupz`)).status).toBe(200);
  });
  return { service, url };
}

describe('promote and rollback', () => {
  it('should move a digest in one environment only, with dist/ following', async () => {
    const promoted = await script('promote', 'production', `${IMAGE}@${digest('a')}`);
    expect(promoted).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('feat(production): promote sha256:aaaaaaaaaaaa\n'),
    });
    expect((await git('show', '--name-only', '--format=', 'HEAD')).split('\n')).toEqual([
      'charts/environments/production.ts',
      'dist/production/0200-content.k8s.yaml',
    ]);
    expect(bytesOf('dist/production/0200-content.k8s.yaml')).toContain(`image: ${IMAGE}@${digest('a')}`);
    expect(bytesOf('dist/qualification/0200-content.k8s.yaml')).not.toContain(digest('a'));
    expect(await start(process.execPath, ['charts/commands/synth-check.ts'])).toMatchObject({ code: 0 });
    expect(await git('log', '-1', '--format=%(trailers:key=Promotes,valueonly)')).toBe('production');
  });

  it('should go back step by step, to the same bytes, past promotions of others', async () => {
    const first = await git('rev-parse', 'HEAD:dist');
    await script('promote', 'production', `${IMAGE}@${digest('b')}`);
    await script('promote', 'qualification', `${IMAGE}@${digest('c')}`);
    const back = await script('rollback', 'production');
    expect(back).toMatchObject({ code: 0, stdout: expect.stringMatching(/^production is back .* in \d+\.\d s\n$/) });
    expect(bytesOf('dist/production/0200-content.k8s.yaml')).toContain(digest('a'));
    expect(bytesOf('dist/qualification/0200-content.k8s.yaml')).toContain(digest('c'));
    expect(await script('rollback', 'qualification')).toMatchObject({ code: 0 });
    expect(await git('rev-parse', 'HEAD:dist')).toBe(first);

    expect(await script('rollback', 'production')).toMatchObject({ code: 0 });
    expect(await git('diff', 'HEAD~6', 'HEAD', '--', 'dist', 'charts/environments')).toBe('');
    expect(await script('rollback', 'production')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is nothing to roll back'),
    });
  });

  it.each([
    [['mars', `${IMAGE}@${digest('a')}`], '"mars" is no environment'],
    [['../../etc', `${IMAGE}@${digest('a')}`], '"../../etc" is no environment'],
    [['production', `${IMAGE}:1.0.0`], 'is no image by digest'],
    [['production'], 'is no image by digest'],
    [['production', `kiosque@${digest('a')}`], 'production cannot be rendered with kiosque@sha256:'],
  ])('should refuse %j and change nothing', async (args, message) => {
    expect(await script('promote', ...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('should refuse what would change more than the one environment', async () => {
    writeFileSync(join(repository, 'dist/qualification/0900-exposure.k8s.yaml'), 'stale: true\n');
    expect(await script('promote', 'production', `${IMAGE}@${digest('d')}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the working tree has changes'),
    });
    await git('commit', '--quiet', '--all', '--message', 'fix(charts): stale');
    expect(await script('promote', 'production', `${IMAGE}@${digest('d')}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('promoting would also change dist/qualification/0900-exposure.k8s.yaml'),
    });
    expect(await git('status', '--porcelain')).toBe('');
    await git('revert', '--no-edit', 'HEAD');
  });

  it('should refuse to roll back to what charts/ would not render, and change nothing', async () => {
    await script('promote', 'production', `${IMAGE}@${digest('d')}`);
    writeFileSync(join(repository, 'dist/qualification/0900-exposure.k8s.yaml'), 'stale: true\n');
    await git('commit', '--quiet', '--all', '--message', 'fix(charts): stale');
    expect(await script('rollback', 'production')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('mend that first; nothing was changed'),
    });
    expect(await git('status', '--porcelain')).toBe('');
    await git('revert', '--no-edit', 'HEAD');
  });

  it('should say so when the image runs there already', async () => {
    await script('promote', 'production', `${IMAGE}@${digest('e')}`);
    expect(await script('promote', 'production', `${IMAGE}@${digest('e')}`)).toMatchObject({
      code: 1,
      stderr: `production runs ${IMAGE}@${digest('e')} already\n`,
    });
  });
});

describe('check-commit-messages', () => {
  it.each([
    ['feat(charts): add a construct', 0, '1 commit messages are fine'],
    ['added stuff', 1, 'the subject is not "type(scope): imperative subject"'],
    [`fix(charts): ${'x'.repeat(70)}`, 1, 'characters, 72 are allowed'],
  ])('should judge %j', async (message, code, words) => {
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    const { code: given, stdout, stderr } = await script('check-commit-messages', 'HEAD~1..HEAD');
    expect({ code: given, words: stdout + stderr }).toEqual({ code, words: expect.stringContaining(words) });
  });

  it('should say how it is called', async () => {
    expect(await script('check-commit-messages', 'HEAD')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('usage:'),
    });
  });
});

describe('smoke', () => {
  it('should pass against the built service, and name the first wrong answer of another', async () => {
    const { service, url } = await started();
    const good = await start('.github/scripts/smoke', [url]);
    expect(good).toMatchObject({ code: 0, stderr: '' });
    expect(good.stdout.split('\n').filter((line) => line.startsWith('ok  '))).toHaveLength(9);
    expect(await start('.github/scripts/smoke', [`${url}/api`])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('/api/readyz answered "404 application/problem+json'),
    });
    await service.end('SIGTERM');
    expect((await start('.github/scripts/smoke', [url])).code).toBe(1);
  });
});

/** No cluster is at hand: a kubectl that writes down what it is asked, and whose rollouts fail when told to. */
describe('deploy', () => {
  const log = join(directory, 'kubectl.log');
  beforeAll(() => {
    const kubectl = join(directory, 'bin/kubectl');
    mkdirSync(join(directory, 'bin'));
    writeFileSync(
      kubectl,
      `#!/usr/bin/env bash
echo "$*" >> "${log}"
case "$1 $2" in
  'get namespace') [ -z "\${FIRST_TIME:-}" ] ;;
  'diff --server-side') exit 1 ;;
  'apply --server-side'|'rollout undo'|'get pods,events'|'describe deployment.apps/content'|'logs deployment.apps/content') ;;
  'get deployments') echo deployment.apps/content ;;
  'rollout status') [ -z "\${ROLLOUT_FAILS:-}" ] || { grep -q 'rollout undo' "${log}" || exit 1; } ;;
  *) echo "unexpected: $*" >&2; exit 64 ;;
esac
`,
    );
    chmodSync(kubectl, 0o755);
  });
  const deploy = async (environment: string, variables: NodeJS.ProcessEnv = {}) => {
    writeFileSync(log, '');
    const PATH = `${join(directory, 'bin')}:${process.env['PATH'] ?? ''}`;
    const ended = await start('.github/scripts/deploy', [environment], { ...variables, PATH });
    return { ...ended, calls: readFileSync(log, 'utf8').trim().split('\n') };
  };

  it('should show the difference, apply in order, and wait in the namespace of the environment', async () => {
    const { code, calls } = await deploy('production');
    expect(code).toBe(0);
    expect(calls).toEqual([
      'get namespace kiosque-production',
      'diff --server-side --filename dist/production',
      ...['0000-tenancy', '0100-secrets', '0200-content', '0900-exposure'].map(
        (name) => `apply --server-side --field-manager kiosque-deploy --filename dist/production/${name}.k8s.yaml`,
      ),
      'get deployments --namespace kiosque-production --output name',
      'rollout status deployment.apps/content --namespace kiosque-production --timeout 300s',
    ]);
  });

  it('should apply the first time, when there is nothing to differ from', async () => {
    const { code, stdout, calls } = await deploy('production', { FIRST_TIME: '1' });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('does not exist yet') });
    expect(calls.join()).not.toContain('diff');
    expect(calls.filter((call) => call.startsWith('apply'))).toHaveLength(4);
  });

  it('should print the state and roll back what does not come up', async () => {
    const { code, stderr, calls } = await deploy('production', { ROLLOUT_FAILS: '1' });
    expect(code).toBe(1);
    expect(stderr).toContain('did not come up: deployment.apps/content');
    expect(calls.slice(-5).map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'get pods,events',
      'describe deployment.apps/content',
      'logs deployment.apps/content',
      'rollout undo',
      'rollout status',
    ]);
  });

  it('should say how it is called', async () => {
    expect(await deploy('mars')).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no dist/mars') });
  });
});

describe('load', () => {
  const load = (url: string) => {
    const args = ['.github/scripts/e2e/load.ts', url, '4'];
    const child = execFile(process.execPath, args, { cwd: repository });
    return new Promise<Ended>((resolve) => {
      let stdout = '';
      child.stdout?.on('data', (chunk: string) => (stdout += chunk));
      child.once('exit', (code) => {
        resolve({ code: code ?? -1, stdout, stderr: '' });
      });
      setTimeout(() => child.kill('SIGINT'), 1500);
    });
  };

  it('should count answers, and fail when one is wrong', async () => {
    const { service, url } = await started();
    const good = await load(`${url}/api/events`);
    expect(good).toMatchObject({ code: 0, stdout: expect.stringMatching(/^[1-9]\d* answers with 200\n$/) });
    const wrong = await load(`${url}/api/nothing`);
    expect(wrong).toMatchObject({ code: 1, stdout: expect.stringMatching(/^0 answers with 200\n\d+ x status 404\n$/) });
    await service.end('SIGTERM');
    expect((await load(`${url}/api/events`)).stdout).toContain('x ECONNREFUSED');
  });
});
