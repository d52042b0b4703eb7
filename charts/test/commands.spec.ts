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

/** The commands as npm runs them, in a repository of their own that has a commit. */
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

  it('should find no drift, then print it with the command that mends it', async () => {
    expect(await command('commands/synth-check')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('dist/ is what'),
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

  it('should write nothing when an environment is wrong', async () => {
    edit(PRODUCTION, 'minimum: 3', 'minimum: 0');
    expect(await command('main')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^environment "production": replicas\.minimum is 0; it must be a whole number/),
    });
    expect(await git('status', '--porcelain', 'dist')).toMatchObject({ stdout: '' });
    edit(PRODUCTION, 'minimum: 0', 'minimum: 3');
  });

  it('should check what another folder holds, and say when it holds nothing', async () => {
    expect(await command('commands/policy')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('nothing to mend'),
    });
    mkdirSync(join(repository, 'other'));
    expect(await command('commands/policy', 'other')).toMatchObject({
      code: 2,
      stderr: 'other holds no .yaml or .yml file; give a directory of manifests\n',
    });
    writeFileSync(
      join(repository, 'other/pod.yaml'),
      'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [] }\n',
    );
    const broken = await command('commands/policy', 'other');
    expect(broken.code).toBe(1);
    expect(broken.stdout).toContain('namespace other/pod.yaml: Pod x is in the namespace of chance.');
    writeFileSync(join(repository, 'other/pod.yaml'), 'a: [\n');
    const invalid = await command('commands/policy', 'other');
    expect(invalid).toMatchObject({ code: 2, stderr: expect.stringContaining('other/pod.yaml') });
    rmSync(join(repository, 'other'), { recursive: true });
  });

  it('should show what a change does, and stop at danger until a commit says that it is meant', async () => {
    edit(PRODUCTION, 'maximum: 10', 'maximum: 9');
    await command('main');
    const dangerous = await command('commands/diff', 'HEAD');
    expect(dangerous.code).toBe(1);
    expect(dangerous.stdout).toContain('spec.maxReplicas: 10 -> 9');
    expect(dangerous.stdout).toContain('DANGER spec.hard.limits.cpu is lowered');
    expect((await command('commands/diff', 'HEAD', '--markdown')).stdout).toContain('### production');

    await git('commit', '--quiet', '--all', '--message', 'less\n\nDangerous-change: the nodes are smaller');
    const meant = await command('commands/diff', 'HEAD~1');
    expect(meant.code).toBe(0);
    expect(meant.stdout).toContain('it is meant: the nodes are smaller');
  });

  it('should say how it is used', async () => {
    expect(await command('commands/diff')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('usage: npm run diff'),
    });
    expect(await command('commands/diff', 'nowhere')).toMatchObject({
      code: 2,
      stderr: 'nowhere is no commit of this repository\n',
    });
    expect(await command('commands/azure', 'moon')).toMatchObject({
      code: 2,
      stderr: `usage: npm run --silent azure -- ${environments.map(({ name }) => name).join(' | ')}\n`,
    });
    expect(await command('commands/secrets', 'production')).toMatchObject({ code: 1, stdout: '' });
    expect(await command('commands/azure', 'production')).toMatchObject({ code: 0, stderr: '' });
  });
});
