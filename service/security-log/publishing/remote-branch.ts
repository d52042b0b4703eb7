import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitEnvironment } from './git-environment.ts';
import { isConflict, reasonOfGit } from './git-failure.ts';
import type { Files } from './list-files.ts';
import { ConflictError, PublishingError } from './publishing.errors.ts';
import { runProgram } from './run-program.ts';
import type { Ended } from './run-program.ts';
import type { Target } from './targets.ts';

/** Where the fetched head is kept in the local repository. */
const FETCHED = 'refs/fetched/head';

/**
 * The branch of a target, worked on in a bare repository of its own: nothing is checked out, so that neither links nor
 * attributes in the repository matter.
 */
export class RemoteBranch {
  readonly #target: Target;
  readonly #git: GitEnvironment;
  readonly #directory: string;

  private constructor(target: Target, git: GitEnvironment, directory: string) {
    this.#target = target;
    this.#git = git;
    this.#directory = directory;
  }

  /** @param directory an empty directory for the local repository */
  static async create(target: Target, git: GitEnvironment, directory: string): Promise<RemoteBranch> {
    const env = { ...git.env, GIT_DIR: join(directory, 'git'), GIT_INDEX_FILE: join(directory, 'index') };
    const branch = new RemoteBranch(target, { ...git, env }, directory);
    await mkdir(join(directory, 'files'), { recursive: true });
    await branch.#local('init', '--quiet', '--bare', '--template=');
    return branch;
  }

  /** Fetches the newest commit; undefined if the branch does not exist yet. */
  async fetch(): Promise<string | undefined> {
    if ((await this.#remoteHead()) === undefined) return undefined;
    const { url } = this.#target;
    const refs = [`+${this.#ref}:${FETCHED}`];
    this.#succeed(await this.#run(['fetch', '--quiet', '--no-tags', '--depth=1', '--', url, ...refs]));
    return this.#local('rev-parse', '--verify', FETCHED);
  }

  /** Content of a file of a commit; undefined if there is none. */
  async read(commit: string, path: string): Promise<Buffer | undefined> {
    if ((await this.typesOf(commit, [path])).get(path) !== 'blob') return undefined;
    const ended = await this.#run(['cat-file', 'blob', `${commit}:${path}`]);
    this.#succeed({ ...ended, stdout: Buffer.of() });
    return ended.stdout;
  }

  /** What paths are in a commit: `blob` (also of a link), `tree` or `commit` (a submodule); those that do not exist are left out. */
  async typesOf(commit: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const listed = await this.#local('ls-tree', '-t', '-z', '--full-tree', commit, '--', ...paths);
    const lines = listed.split('\0').flatMap((line) => /^\d+ (\w+) \w+\t([^]*)$/.exec(line)?.slice(1) ?? []);
    return new Map(lines.flatMap((type, index) => (index % 2 === 0 ? [[lines[index + 1] ?? '', type] as const] : [])));
  }

  /** Returns the tree of a commit. */
  treeOf(commit: string): Promise<string> {
    return this.#local('rev-parse', '--verify', `${commit}^{tree}`);
  }

  /** Returns the tree of a commit with these files added or replaced; the others stay as they are. */
  async treeWith(commit: string | undefined, files: Files, isExecutable: (name: string) => boolean): Promise<string> {
    const names = [...files.keys()];
    const paths = names.map((_, index) => join(this.#directory, 'files', String(index)));
    for (const [index, path] of paths.entries()) await writeFile(path, files.get(names[index] ?? '') ?? Buffer.of());
    const added = await this.#run(['hash-object', '-w', '--no-filters', '--stdin-paths'], `${paths.join('\n')}\n`);
    const blobs = this.#succeed(added).split('\n');
    const entries = names.map(
      (name, index) => `${isExecutable(name) ? '100755' : '100644'} ${blobs[index] ?? ''}\t${this.pathOf(name)}\0`,
    );
    await this.#local('read-tree', commit ?? '--empty');
    this.#succeed(await this.#run(['update-index', '--add', '--replace', '-z', '--index-info'], entries.join('')));
    return this.#local('write-tree');
  }

  /** Creates a signed commit; without a parent, the first one of a history. */
  async commit(tree: string, parent: string | undefined, message: string): Promise<string> {
    const parents = parent === undefined ? [] : ['-p', parent];
    const ended = await this.#run(['commit-tree', '-S', ...parents, '-F', '-', tree], message);
    return this.#succeed(ended);
  }

  /**
   * Pushes a commit; with `replaces`, replaces the history that ends with that commit.
   * @throws ConflictError if the branch has moved, PublishingError for any other reason
   */
  async push(commit: string, head: string | undefined, replaces?: string): Promise<void> {
    const lease = replaces === undefined ? [] : [`--force-with-lease=${this.#ref}:${replaces}`];
    const args = ['push', '--porcelain', '--no-verify', ...lease, '--', this.#target.url, `${commit}:${this.#ref}`];
    const ended = await this.#run(args);
    if (ended.code === 0) return;
    const output = `${ended.stderr}\n${ended.stdout.toString()}`;
    const now = await this.#remoteHead();
    // The server took it, but the answer was lost.
    if (now === commit) return;
    const reason = reasonOfGit(output, this.#git.secrets);
    const moved = now !== head || (replaces === undefined && isConflict(output));
    throw new (moved ? ConflictError : PublishingError)(reason);
  }

  /** Path in the repository of a file in the directory of the target. */
  pathOf(name: string): string {
    const { directory } = this.#target;
    return directory === undefined ? name : `${directory}/${name}`;
  }

  get #ref(): string {
    return `refs/heads/${this.#target.branch}`;
  }

  async #remoteHead(): Promise<string | undefined> {
    const listed = await this.#run(['ls-remote', '--', this.#target.url, this.#ref]);
    const line = this.#succeed(listed)
      .split('\n')
      .find((each) => each.endsWith(`\t${this.#ref}`));
    return line?.split('\t')[0];
  }

  #run(args: readonly string[], input: string | Buffer = ''): Promise<Ended> {
    return runProgram('git', args, { env: this.#git.env, input });
  }

  async #local(...args: string[]): Promise<string> {
    return this.#succeed(await this.#run(args));
  }

  #succeed({ code, stdout, stderr }: Ended): string {
    if (code !== 0) throw new PublishingError(reasonOfGit(stderr, this.#git.secrets));
    return stdout.toString().trim();
  }
}
