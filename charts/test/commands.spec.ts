import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import { environments } from '../environments/environments.ts';

/** The commands as npm runs them, in a separate repository with one commit. */
describe('The commands of the charts', () => {
  const repository = mkdtempSync(join(tmpdir(), 'kiosque-commands-'));
  const start = (file: string, args: readonly string[]) => {
    const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', NO_COLOR: '1' };
    return runCommand(file, args, { cwd: repository, env });
  };
  const command = (name: string, ...args: string[]) => start(process.execPath, [`charts/${name}.ts`, ...args]);
  const git = (...args: string[]) =>
    start('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args]);
  const edit = (path: string, text: string, by: string): void => {
    const old = readFileSync(join(repository, path), 'utf8');
    if (!old.includes(text)) throw new Error(`${path} has no ${text}`);
    writeFileSync(join(repository, path), old.replaceAll(text, by));
  };
  const PRODUCTION = 'charts/environments/production.ts';

  beforeAll(async () => {
    for (const folder of ['charts', 'dist', 'service']) cpSync(folder, join(repository, folder), { recursive: true });
    cpSync('package.json', join(repository, 'package.json'));
    symlinkSync(join(process.cwd(), 'node_modules'), join(repository, 'node_modules'));
    writeFileSync(join(repository, '.gitignore'), 'node_modules\nservice\n');
    await git('init', '--quiet', '--initial-branch=main');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'start');
  });
  afterAll(() => {
    rmSync(repository, { recursive: true });
  });

  it('should report no drift, then print drift with the command that fixes it', async () => {
    expect(await command('commands/synth-check')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('dist/ is up to date'),
    });
    appendFileSync(join(repository, 'dist/production/0900-exposure.k8s.yaml'), '# by hand\n');
    const drift = await command('commands/synth-check');
    expect(drift).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('-# by hand'),
      stderr: expect.stringContaining('Run "npm run synth" and commit dist/'),
    });
    expect(await command('main')).toMatchObject({ code: 0 });
    expect(await git('status', '--porcelain')).toMatchObject({ stdout: '' });
  });

  it('should write nothing if an environment is invalid', async () => {
    edit(PRODUCTION, 'minimum: 3', 'minimum: 0');
    expect(await command('main')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^environment "production": replicas\.minimum is 0; it must be a whole number/),
    });
    expect(await git('status', '--porcelain', 'dist')).toMatchObject({ stdout: '' });
    edit(PRODUCTION, 'minimum: 0', 'minimum: 3');
  });

  it('should check another folder, and fail if it has no manifests', async () => {
    expect(await command('commands/policy')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no findings'),
    });
    mkdirSync(join(repository, 'other'));
    expect(await command('commands/policy', 'other')).toMatchObject({
      code: 2,
      stderr: 'other contains no .yaml or .yml files; pass a directory of manifests\n',
    });
    writeFileSync(
      join(repository, 'other/pod.yaml'),
      'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [] }\n',
    );
    const broken = await command('commands/policy', 'other');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain('namespace other/pod.yaml: Pod x sets no namespace.');
    writeFileSync(join(repository, 'other/pod.yaml'), 'a: [\n');
    const invalid = await command('commands/policy', 'other');
    expect(invalid).toMatchObject({ code: 2, stderr: expect.stringContaining('other/pod.yaml') });
    rmSync(join(repository, 'other'), { recursive: true });
  });

  it('should show changes, and fail on dangerous ones unless a commit says that they are intended', async () => {
    edit(PRODUCTION, 'maximum: 10', 'maximum: 9');
    await command('main');
    const dangerous = await command('commands/diff', 'HEAD');
    expect(dangerous.code).toBe(1);
    expect(dangerous.stdout).toContain('spec.maxReplicas: 10 -> 9');
    expect(dangerous.stdout).toContain('DANGER spec.hard.limits.cpu is lowered');
    expect((await command('commands/diff', 'HEAD', '--markdown')).stdout).toContain('### production');

    await git('commit', '--quiet', '--all', '--message', 'less\n\nDangerous-change: the nodes are smaller');
    const intended = await command('commands/diff', 'HEAD~1');
    expect(intended.code).toBe(0);
    expect(intended.stdout).toContain('which are intended: the nodes are smaller');
  });

  it('should finish although the reader of their output has stopped', async () => {
    for (const name of ['main', 'commands/policy']) {
      const piped = await start('bash', [
        '--norc',
        '-c',
        `set -o pipefail; ${process.execPath} charts/${name}.ts | true`,
      ]);
      expect(piped).toEqual({ code: 0, stdout: '', stderr: '' });
    }
  });

  it('should print their usage', async () => {
    expect(await command('main', '--help')).toEqual({ code: 0, stdout: 'usage: npm run synth\n', stderr: '' });
    expect(await command('main', 'production')).toEqual({ code: 2, stdout: '', stderr: 'usage: npm run synth\n' });
    const usage = 'usage: npm run policy [-- <directory>]\n';
    expect(await command('commands/policy', '--help')).toEqual({ code: 0, stdout: usage, stderr: '' });
    expect(await command('commands/policy', '--strict')).toEqual({ code: 2, stdout: '', stderr: usage });
    expect(await command('commands/synth-check', '--help')).toMatchObject({ code: 0, stderr: '' });
    expect(await command('commands/diff')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('usage: npm run diff'),
    });
    expect(await command('commands/diff', 'nowhere')).toMatchObject({
      code: 2,
      stderr: 'nowhere is not a commit of this repository\n',
    });
    expect(await command('commands/azure', 'moon')).toMatchObject({
      code: 2,
      stderr: `usage: npm run --silent azure -- ${environments.map(({ name }) => name).join(' | ')} [--check [--from <directory with recorded JSON>]]\n`,
    });
    expect(await command('commands/secrets', 'production')).toMatchObject({ code: 1, stdout: '' });
    expect(await command('commands/azure', 'production')).toMatchObject({ code: 0, stderr: '' });
  });
});
