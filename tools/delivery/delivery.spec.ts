import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const IMAGE = 'ghcr.io/kiosque/kiosque';
const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'kiosque-delivery-'));
const repository = join(directory, 'repository');
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function start(file: string, args: readonly string[]): Promise<Ended> {
  const identity = {
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
  };
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', ...identity };
  return runCommand(file, args, { cwd: repository, env });
}

const script = (name: string, ...args: string[]) => start(process.execPath, [`tools/${name}.ts`, ...args]);
const git = async (...args: string[]) => (await start('git', args)).stdout.trim();
const bytesOf = (path: string) => readFileSync(join(repository, path), 'utf8');

beforeAll(async () => {
  mkdirSync(repository);
  for (const folder of ['charts', 'dist', 'tools']) cpSync(folder, join(repository, folder), { recursive: true });
  mkdirSync(join(repository, 'service'));
  for (const file of ['package.json', 'service/contract.ts']) cpSync(file, join(repository, file));
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'feat(charts): start');
});

describe('promote and rollback', () => {
  it('should change a digest in one environment only, and render dist/', async () => {
    const promoted = await script('delivery/promote', 'production', `${IMAGE}@${digest('a')}`);
    expect(promoted).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('feat(production): promote sha256:aaaaaaaaaaaa\n'),
    });
    expect((await git('show', '--name-only', '--format=', 'HEAD')).split('\n')).toEqual([
      'charts/environments/images.json',
      'dist/production/0200-content.k8s.yaml',
      'dist/production/0300-ticket-queues.k8s.yaml',
      'dist/production/0400-security-log.k8s.yaml',
    ]);
    expect(bytesOf('dist/production/0200-content.k8s.yaml')).toContain(`image: ${IMAGE}@${digest('a')}`);
    expect(bytesOf('dist/qualification/0200-content.k8s.yaml')).not.toContain(digest('a'));
    expect(await start(process.execPath, ['charts/commands/synth-check.ts'])).toMatchObject({ code: 0 });
    expect(await git('log', '-1', '--format=%(trailers:key=Promotes,valueonly)')).toBe('production');
  });

  it('should roll back step by step to the same bytes, ignoring promotions of other environments', async () => {
    const first = await git('rev-parse', 'HEAD:dist');
    await script('delivery/promote', 'production', `${IMAGE}@${digest('b')}`);
    await script('delivery/promote', 'qualification', `${IMAGE}@${digest('c')}`);
    const back = await script('delivery/rollback', 'production');
    expect(back).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^production was rolled back .* in \d+\.\d s\n$/),
    });
    expect(await git('log', '-1', '--format=%s %(trailers:key=Rolls-back,valueonly)')).toBe(
      'revert(production): feat(production): promote sha256:bbbbbbbbbbbb production',
    );
    expect(bytesOf('dist/production/0200-content.k8s.yaml')).toContain(digest('a'));
    expect(bytesOf('dist/qualification/0200-content.k8s.yaml')).toContain(digest('c'));
    expect(await script('delivery/rollback', 'qualification')).toMatchObject({ code: 0 });
    expect(await git('rev-parse', 'HEAD:dist')).toBe(first);

    expect(await script('delivery/rollback', 'production')).toMatchObject({ code: 0 });
    expect(await git('diff', 'HEAD~6', 'HEAD', '--', 'dist', 'charts/environments')).toBe('');
    expect(await script('delivery/rollback', 'production')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no promotion of production to roll back'),
    });
  });

  it('should only change the image of Redis', async () => {
    const before = bytesOf('dist/qualification/0300-ticket-queues.k8s.yaml');
    const redis = 'kiosque.azurecr.io/redis';
    expect(await script('delivery/promote', '--redis', 'qualification', `${redis}@${digest('f')}`)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('feat(qualification): promote Redis sha256:ffffffffffff\n'),
    });
    const changed = bytesOf('dist/qualification/0300-ticket-queues.k8s.yaml');
    expect(changed).toBe(before.replace(/(image: .*\/redis)@sha256:\w+/, `$1@${digest('f')}`));
    expect(changed).not.toBe(before);
    expect(await script('delivery/rollback', 'qualification')).toMatchObject({ code: 0 });
    expect(bytesOf('dist/qualification/0300-ticket-queues.k8s.yaml')).toBe(before);
  });

  it.each([
    [['mars', `${IMAGE}@${digest('a')}`], '"mars" is not an environment'],
    [
      ['../../etc', `${IMAGE}@${digest('a')}`],
      '"../../etc" is not an environment: charts/environments/images.json contains development,',
    ],
    [['toString', `${IMAGE}@${digest('a')}`], '"toString" is not an environment'],
    [['production', `${IMAGE}:1.0.0`], 'is not an image by digest'],
    [['production'], 'is not an image by digest'],
    [['production', `other@${digest('a')}`], 'rendering failed for the reason above; nothing was changed'],
  ])('should reject %j and change nothing', async (args, message) => {
    expect(await script('delivery/promote', ...args)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(message),
    });
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('should reject a promotion that would change another environment', async () => {
    writeFileSync(join(repository, 'dist/qualification/0900-exposure.k8s.yaml'), 'stale: true\n');
    expect(await script('delivery/promote', 'production', `${IMAGE}@${digest('d')}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the working tree has uncommitted changes'),
    });
    await git('commit', '--quiet', '--all', '--message', 'fix(charts): stale');
    expect(await script('delivery/promote', 'production', `${IMAGE}@${digest('d')}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it would also change dist/qualification/0900-exposure.k8s.yaml'),
    });
    expect(await git('status', '--porcelain')).toBe('');
    await git('revert', '--no-edit', 'HEAD');
  });

  it('should not roll back to images that cannot be rendered', async () => {
    await script('delivery/promote', 'production', `${IMAGE}@${digest('d')}`);
    writeFileSync(join(repository, 'dist/qualification/0900-exposure.k8s.yaml'), 'stale: true\n');
    await git('commit', '--quiet', '--all', '--message', 'fix(charts): stale');
    expect(await script('delivery/rollback', 'production')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('it would also change dist/qualification/0900-exposure.k8s.yaml'),
    });
    expect(await git('status', '--porcelain')).toBe('');
    await git('revert', '--no-edit', 'HEAD');
  });

  it.each([[[]], [['--help']], [['production', 'qualification']]])(
    'should print the usage of rollback for %j',
    async (given) => {
      expect(await script('delivery/rollback', ...given)).toMatchObject({
        code: 1,
        stderr: 'usage: npm run rollback -- <environment>\n',
      });
    },
  );
});

describe('check-commit-messages', () => {
  it.each([
    ['feat(charts): add a construct\n\nTeams asked for it.', 0, '1 commit messages are valid'],
    ['feat(charts): add a construct', 1, 'the body is missing: say why'],
    ['feat(charts): add a construct\nand more\n\nBecause.', 1, 'the second line is not empty: and more'],
    ['added stuff', 1, 'the subject is not "type(scope): imperative subject"'],
    [`fix(charts): ${'x'.repeat(59)}\n\nWhy.`, 0, '1 commit messages are valid'],
    [`fix(charts): ${'x'.repeat(60)}`, 1, 'the subject has 73 characters, 72 are allowed'],
  ])('should check %j', async (message, code, words) => {
    await git('commit', '--quiet', '--allow-empty', '--message', message);
    const { code: given, stdout, stderr } = await script('checks/check-commit-messages', 'HEAD~1..HEAD');
    expect({ code: given, words: stdout + stderr }).toEqual({ code, words: expect.stringContaining(words) });
  });

  it('should ignore merge commits, whose subjects git writes', async () => {
    await git('branch', 'side');
    await git('commit', '--quiet', '--allow-empty', '--message', 'docs(charts): one side\n\nBecause.');
    await git('switch', '--quiet', 'side');
    await git('commit', '--quiet', '--allow-empty', '--message', 'docs(charts): the other side\n\nBecause.');
    await git('merge', '--quiet', '--no-edit', 'main');
    expect(await script('checks/check-commit-messages', 'HEAD~2..HEAD')).toMatchObject({
      code: 0,
      stdout: '2 commit messages are valid\n',
    });
  });

  it.each(['HEAD', '--output=x..HEAD'])('should print its usage for %s', async (range) => {
    expect(await script('checks/check-commit-messages', range)).toMatchObject({
      code: 1,
      stderr: 'usage: npm run check:commits -- <base>..<head>\n',
    });
  });
});
