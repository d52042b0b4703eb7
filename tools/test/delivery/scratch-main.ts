import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../../../service/test/run-command.ts';
import type { Ended } from '../../../service/test/run-command.ts';

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
  GIT_CONFIG_GLOBAL: '/dev/null',
};

/** The digest of 64 equal hexadecimal digits. */
export const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** Writes the images of each environment into its manifests, as a promotion changes them. */
const RENDERER = `import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
for (const [environment, images] of Object.entries(JSON.parse(readFileSync('charts/environments/images.json', 'utf8')))) {
  for (const file of readdirSync(join('dist', environment)).filter((name) => name.endsWith('.k8s.yaml'))) {
    let text = readFileSync(join('dist', environment, file), 'utf8');
    for (const { repository, digest } of Object.values(images))
      text = text.replaceAll(new RegExp('image: \\\\S+/' + basename(repository) + '@sha256:[0-9a-f]{64}', 'g'), 'image: ' + repository + '@' + digest);
    writeFileSync(join('dist', environment, file), text);
  }
}
`;

/**
 * A bare repository with the manifests and the images of all environments, with one queue, and clones of it. The delivery scripts are
 * beside it, with charts that can be edited; those render the first commit only (release-path.spec.ts renders every one with them).
 */
export class ScratchMain {
  readonly directory = mkdtempSync(join(tmpdir(), 'kiosque-verify-'));
  /** Where the delivery scripts are. */
  readonly program = join(this.directory, 'program');
  #first = '';
  /** The bare repository. */
  readonly main = join(this.directory, 'main.git');
  /** Variables of everything that is run. */
  readonly variables: NodeJS.ProcessEnv = { PATH: process.env['PATH'], HOME: this.directory, ...IDENTITY };

  /** @param edits replaces texts of files before the first commit. */
  static async create(edits: readonly (readonly [file: string, find: string | RegExp, replacement: string])[] = []) {
    const scratch = new ScratchMain();
    const [source, program] = [join(scratch.directory, 'source'), scratch.program];
    for (const path of ['charts', 'tools/delivery', 'package.json'])
      cpSync(path, join(program, path), { recursive: true, filter: (file) => !/spec\.ts$/.test(file) });
    for (const path of ['node_modules', 'service']) symlinkSync(join(process.cwd(), path), join(program, path));
    for (const [file, find, replacement] of [[QUEUES, /= \[.*\]/, "= ['rubis']"] as const, ...edits]) {
      const text = readFileSync(join(program, file), 'utf8');
      const edited = text.replace(find, replacement);
      if (edited === text) throw new Error(`${file} does not contain ${String(find)}`);
      writeFileSync(join(program, file), edited);
    }
    const rendered = await scratch.run(program, process.execPath, 'charts/main.ts');
    if (rendered.code !== 0) throw new Error(rendered.stderr);
    for (const path of ['dist', IMAGES]) cpSync(join(program, path), join(source, path), { recursive: true });
    writeFileSync(join(source, 'charts/main.ts'), RENDERER);
    await scratch.git(source, 'init', '--quiet', '--initial-branch=main');
    await scratch.git(source, 'add', '--all');
    await scratch.git(source, 'commit', '--quiet', '--message', 'feat(charts): start');
    await scratch.git(scratch.directory, 'clone', '--quiet', '--bare', source, scratch.main);
    scratch.#first = await scratch.git(source, 'rev-parse', 'HEAD');
    return scratch;
  }

  /** Removes everything from main after a commit, by default the first one. */
  async reset(commit = this.#first): Promise<void> {
    await this.git(this.main, 'update-ref', 'refs/heads/main', commit);
  }

  /** Makes a clone of main. */
  async clone(name: string): Promise<string> {
    const path = join(this.directory, 'clones', name);
    rmSync(path, { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    await this.git(this.directory, 'clone', '--quiet', this.main, path);
    return path;
  }

  /** Promotes an image and pushes it. */
  async promote(environment: string, digit: string, repository = 'ghcr.io/kiosque/kiosque'): Promise<string> {
    const clone = await this.clone(`promote-${environment}`);
    const promoted = await this.script(clone, 'promote', environment, `${repository}@${digestOf(digit)}`);
    if (promoted.code !== 0) throw new Error(promoted.stderr);
    await this.git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
    return this.git(clone, 'rev-parse', 'HEAD');
  }

  /** Runs a program in a clone. */
  run(cwd: string, file: string, ...args: readonly string[]): Promise<Ended> {
    return runCommand(file, args, { cwd, env: this.variables });
  }

  /** Runs a script of tools/delivery in a clone. */
  script(cwd: string, name: string, ...args: readonly string[]): Promise<Ended> {
    return this.run(cwd, process.execPath, join(this.program, `tools/delivery/${name}.ts`), ...args);
  }

  /** Returns the output of git; fails if git does. */
  async git(cwd: string, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(cwd, 'git', ...args);
    if (code !== 0) throw new Error(stderr);
    return stdout.trim();
  }

  /** Returns the subjects of main, the newest first. */
  async subjects(): Promise<string[]> {
    return (await this.git(this.main, 'log', '--format=%s', 'main')).split('\n');
  }

  /** Makes kubectl talk to an API server. */
  useCluster(kubectl: string, server: string): void {
    const config = join(this.directory, 'kubeconfig');
    const cluster = { clusters: [{ name: 'test', cluster: { server } }] };
    const context = { contexts: [{ name: 'test', context: { cluster: 'test', user: '' } }], 'current-context': 'test' };
    writeFileSync(config, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...cluster, ...context }));
    Object.assign(this.variables, {
      KUBECONFIG: config,
      PATH: `${dirname(kubectl)}:${process.env['PATH'] ?? ''}`,
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

const QUEUES = 'charts/environments/queues.ts';
const IMAGES = 'charts/environments/images.json';
