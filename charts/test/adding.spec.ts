import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { runCommand } from '../../service/test/run-command.ts';
import { environments } from '../environments/environments.ts';

/** In a copy of the repository: edits files, then runs `npm run synth` and `npm run policy`. */
describe('Adding to the charts as described in docs/constructs.md', () => {
  const repository = mkdtempSync(join(tmpdir(), 'kiosque-adding-'));
  const start = (file: string, ...args: string[]) =>
    runCommand(file, args, { cwd: repository, env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null' } });
  const git = async (...args: string[]) =>
    (await start('git', '-c', 'user.name=Test', '-c', 'user.email=test@example.org', ...args)).stdout;
  const edit = (path: string, text: string, by: string): void => {
    const old = readFileSync(join(repository, path), 'utf8');
    if (!old.includes(text)) throw new Error(`${path} has no ${text}`);
    writeFileSync(join(repository, path), old.replace(text, by));
  };
  const rendered = async (): Promise<{ byHand: string[]; dist: string[] }> => {
    const synth = await start(process.execPath, 'charts/main.ts');
    expect(synth).toMatchObject({ code: 0, stderr: '' });
    const policy = await start(process.execPath, 'charts/commands/policy.ts');
    expect(policy.code).toBe(0);
    const changed = (await git('status', '--porcelain', '--untracked-files=all')).split('\n').filter(Boolean);
    const paths = changed.map((line) => line.slice(3));
    return {
      byHand: paths.filter((path) => !path.startsWith('dist/')),
      dist: paths.filter((path) => path.startsWith('dist/')),
    };
  };

  beforeAll(async () => {
    for (const folder of ['charts', 'dist', '.github']) cpSync(folder, join(repository, folder), { recursive: true });
    mkdirSync(join(repository, 'service'));
    for (const file of ['package.json', 'service/contract.ts']) cpSync(file, join(repository, file));
    symlinkSync(join(process.cwd(), 'node_modules'), join(repository, 'node_modules'));
    writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
    await git('init', '--quiet');
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'start');
  });
  afterAll(() => {
    rmSync(repository, { recursive: true });
  });

  it('should require one word in one file for a queue, from which quotas, routes and jobs follow', async () => {
    edit('charts/environments/queues.ts', "'diamant'", "'diamant', 'opale'");
    const { byHand, dist } = await rendered();
    expect(byHand).toEqual(['charts/environments/queues.ts']);
    expect(dist).toEqual(
      environments
        .flatMap(({ name }) => ['0000-tenancy', '0300-ticket-queues', '0900-exposure'].map((file) => [name, file]))
        .map(([name, file]) => `dist/${name}/${file}.k8s.yaml`)
        .sort(),
    );
    const text = readFileSync(join(repository, 'dist/production/0300-ticket-queues.k8s.yaml'), 'utf8');
    expect(text).toContain('- rubis,saphir,emeraude,diamant,opale');
    await git('checkout', '--quiet', '.');
  });

  it('should require six files for an environment: its own, the list, its images and three workflows', async () => {
    const [, example = ''] = /```ts\n\/\/ charts\/environments\/preview\.ts\n(.*?)```/s.exec(
      readFileSync('docs/constructs.md', 'utf8'),
    ) ?? [''];
    writeFileSync(join(repository, 'charts/environments/preview.ts'), example);
    const list = 'charts/environments/environments.ts';
    edit(list, 'import { production }', "import { preview } from './preview.ts';\nimport { production }");
    edit(list, '[development, ', '[development, preview, ');
    const file = join(repository, 'charts/environments/images.json');
    const images = JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>;
    writeFileSync(file, `${JSON.stringify({ ...images, preview: images['development'] }, null, 2)}\n`);
    for (const workflow of ['deploy', 'promote', 'rollback'])
      edit(`.github/workflows/${workflow}.yml`, '[development, ', '[development, preview, ');
    const { byHand, dist } = await rendered();
    expect(byHand).toEqual([
      '.github/workflows/deploy.yml',
      '.github/workflows/promote.yml',
      '.github/workflows/rollback.yml',
      'charts/environments/environments.ts',
      'charts/environments/images.json',
      'charts/environments/preview.ts',
    ]);
    expect(dist).toEqual([
      'dist/argocd/0000-git-ops.k8s.yaml',
      ...['0000-tenancy', '0200-content', '0300-ticket-queues', '0900-exposure'].map(
        (name) => `dist/preview/${name}.k8s.yaml`,
      ),
    ]);
  });
});

describe('docs/constructs.md', () => {
  it('should list every file that is rendered for an environment, and its chart', () => {
    const rows = readFileSync('docs/constructs.md', 'utf8').matchAll(
      /^\| `(\d{4}-[\w-]+\.k8s\.yaml)` +\| `([\w/.-]+)` +\|/gm,
    );
    const documented = new Map([...rows].map(([, file = '', chart = '']) => [file, chart]));
    const files = environments.flatMap(({ name }) => readdirSync(join('dist', name)));
    expect([...documented.keys()].sort()).toEqual([...new Set(files)].sort());
    for (const [file, chart] of documented) {
      expect(readFileSync(chart, 'utf8')).toContain(`'${file.replace('.k8s.yaml', '')}'`);
    }
    expect(readdirSync('dist/argocd')).toEqual(['0000-git-ops.k8s.yaml']);
  });
});

describe('The list of environments', () => {
  const names = environments.map(({ name }) => name);

  it('should match the names in images.json', () => {
    const images = JSON.parse(readFileSync('charts/environments/images.json', 'utf8')) as Record<string, object>;
    expect(Object.keys(images)).toEqual(names);
    for (const environment of environments) expect(environment.images).toEqual(images[environment.name]);
  });

  it.each(['deploy', 'promote', 'rollback'])('should match the choices of the workflow %s', (workflow) => {
    const { on } = load(readFileSync(`.github/workflows/${workflow}.yml`, 'utf8')) as {
      on: { workflow_dispatch: { inputs: { environment: { options: string[] } } } };
    };
    expect(on.workflow_dispatch.inputs.environment.options).toEqual(names);
  });

  it('should match the folders of dist/, except those of Argo CD and of what is not in a cluster', () => {
    expect(readdirSync('dist').sort()).toEqual(['argocd', 'observability', ...names].sort());
  });
});
