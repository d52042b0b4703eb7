import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from '../../../service/test/run-command.ts';
import type { Ended } from '../../../service/test/run-command.ts';
import { GitHub } from '../github/server.ts';

const REPOSITORY = 'kiosque/kiosque';
const IMAGES = 'charts/environments/images.json';
const PUBLISH = `https://github.com/${REPOSITORY}/.github/workflows/publish.yml`;

/** Images of the environments by name. */
type AllImages = Record<string, Record<string, { repository: string; digest: string }>>;

type GitHubItems = ReturnType<GitHub['repository']>['items'];

/** Files of what is outside of GitHub's API. */
const STORED = ['remote.git', 'checkout', 'registry.json', 'attestations'];

/** A digest of one repeated hexadecimal digit. */
export const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** Debian's gh knows no attestations. */
const GH = `#!/usr/bin/env bash
set -euo pipefail
if [ "\${1:-}" != attestation ]; then exec "$REAL_GH" "$@"; fi
[[ $# = 7 && $2 = verify && $3 = oci://* && $4 = --repo && $6 = --predicate-type ]] || { echo "unknown flag: $*" >&2; exit 1; }
grep --quiet --line-regexp --fixed-strings "\${3#oci://} $5 $7" "$SCRATCH_ATTESTATIONS" || { echo 'Error: no attestations found' >&2; exit 1; }
`;

/**
 * A checkout of this repository with a bare remote, a GitHub that its `gh` uses, and a registry with signatures: what a
 * release needs outside of the clusters.
 */
export class ScratchDelivery {
  readonly directory = mkdtempSync(join(tmpdir(), 'kiosque-scratch-'));
  readonly remote = join(this.directory, 'remote.git');
  readonly checkout = join(this.directory, 'checkout');
  readonly #configuration = join(this.directory, 'gitconfig');
  readonly #registry = join(this.directory, 'registry.json');
  readonly #attestations = join(this.directory, 'attestations');
  readonly #gh = execFileSync('which', ['gh'], { encoding: 'utf8' }).trim();
  readonly #saved = new Map<string, GitHubItems>();
  #github: GitHub | undefined;

  /** Starts with files of this repository, and others by path. */
  static async start(files: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<ScratchDelivery> {
    const delivery = new ScratchDelivery();
    await delivery.#start(files, more);
    return delivery;
  }

  get github(): GitHub {
    if (this.#github === undefined) throw new Error('the test server was not started');
    return this.#github;
  }

  async stop(): Promise<void> {
    await this.#github?.stop();
    rmSync(this.directory, { recursive: true });
  }

  /** What a workflow sees: no configuration or credentials of this machine. */
  get environment(): NodeJS.ProcessEnv {
    const names = ['AUTHOR', 'COMMITTER'].flatMap((role) => [
      [`GIT_${role}_NAME`, 'github-actions[bot]'],
      [`GIT_${role}_EMAIL`, '41898282+github-actions[bot]@users.noreply.github.com'],
    ]);
    return {
      ...process.env,
      ...(Object.fromEntries(names) as Record<string, string>),
      ...this.github.environment,
      PATH: `${join(this.directory, 'bin')}:${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: this.directory,
      GIT_CONFIG_GLOBAL: this.#configuration,
      GITHUB_REPOSITORY: REPOSITORY,
      SCRATCH_REGISTRY: this.#registry,
      SCRATCH_ATTESTATIONS: this.#attestations,
      REAL_GH: this.#gh,
    };
  }

  /** Runs a program to completion, by default in the checkout. */
  run(file: string, args: readonly string[], more: NodeJS.ProcessEnv = {}, cwd = this.checkout): Promise<Ended> {
    return runCommand(file, args, { cwd, env: { ...this.environment, ...more } });
  }

  /** Runs git in the checkout; throws if it fails. */
  git(...args: readonly string[]): string {
    const options = { cwd: this.checkout, env: this.environment, encoding: 'utf8', stdio: 'pipe' } as const;
    return execFileSync('git', args, options).trim();
  }

  write(path: string, text: string): void {
    const file = join(this.checkout, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** Commits everything and pushes it to main; returns the commit. */
  push(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    this.git('push', '--quiet', 'origin', 'HEAD:main');
    return this.git('rev-parse', 'HEAD');
  }

  /** Keeps the repositories, the registry and the pull requests as they are, for `restore`. */
  save(name: string): void {
    for (const path of STORED) cpSync(join(this.directory, path), this.#copyOf(name, path), { recursive: true });
    this.#saved.set(name, structuredClone(this.github.repository(REPOSITORY).items));
  }

  /** Returns to what was kept, so that each test can start from it. */
  restore(name: string): void {
    for (const path of STORED) {
      rmSync(join(this.directory, path), { recursive: true });
      cpSync(this.#copyOf(name, path), join(this.directory, path), { recursive: true });
    }
    const { items } = this.github.repository(REPOSITORY);
    items.splice(0, items.length, ...structuredClone(this.#saved.get(name) ?? []));
    this.github.requests.length = 0;
  }

  #copyOf(name: string, path: string): string {
    return join(this.directory, 'saved', name, path);
  }

  /** Checks out main as it was last pushed. */
  pull(): void {
    this.git('fetch', '--quiet', 'origin');
    this.git('switch', '--quiet', '--force-create', 'main', 'origin/main');
  }

  /** The images of the environments on the main branch that was pushed. */
  images(): AllImages {
    const text = execFileSync('git', ['-C', this.remote, 'show', `main:${IMAGES}`], { encoding: 'utf8' });
    return JSON.parse(text) as AllImages;
  }

  /** Pushes an image to the registry, signed by publish.yml on a tag, with provenance and SBOM. */
  async publish(image: string, tag: string): Promise<Ended> {
    const stored = JSON.parse(readFileSync(this.#registry, 'utf8')) as object[];
    writeFileSync(this.#registry, JSON.stringify([...stored, { image, signatures: [] }]));
    for (const predicate of ['https://slsa.dev/provenance/v1', 'https://cyclonedx.org/bom'])
      writeFileSync(this.#attestations, `${image} ${REPOSITORY} ${predicate}\n`, { flag: 'a' });
    return this.run('cosign', ['sign', '--yes', image], { WORKFLOW_IDENTITY: `${PUBLISH}@refs/tags/${tag}` });
  }

  /** Returns the number of signatures of an image in a registry; `undefined` if it is not there. */
  signatures(image: string): number | undefined {
    const stored = JSON.parse(readFileSync(this.#registry, 'utf8')) as { image: string; signatures: object[] }[];
    return stored.find((one) => one.image === image)?.signatures.length;
  }

  async #start(files: readonly string[], more: Readonly<Record<string, string>>): Promise<void> {
    const root = process.cwd();
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', this.remote]);
    // The packages are a link, which "node_modules/" does not ignore.
    writeFileSync(join(this.directory, 'ignored'), 'node_modules\n');
    writeFileSync(this.#configuration, `[core]\n\texcludesFile = ${join(this.directory, 'ignored')}\n`);
    writeFileSync(this.#registry, '[]');
    writeFileSync(this.#attestations, '');
    for (const name of ['cosign', 'oras']) {
      const script = join(root, `tools/test/delivery/${name}.ts`);
      this.program(name, `#!/bin/sh\nexec ${process.execPath} ${script} "$@"\n`);
    }
    this.program('gh', GH);
    this.#github = await GitHub.start({ [REPOSITORY]: this.remote });
    mkdirSync(this.checkout);
    const filter = (file: string): boolean => !/spec\.tsx?$/.test(file);
    for (const file of files) cpSync(file, join(this.checkout, file), { recursive: true, filter });
    for (const [path, text] of Object.entries(more)) this.write(path, text);
    symlinkSync(join(root, 'node_modules'), join(this.checkout, 'node_modules'));
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('remote', 'add', 'origin', this.remote);
    this.push('feat(charts): start');
  }

  /** Adds a program to the path. */
  program(name: string, text: string): void {
    const file = join(this.directory, 'bin', name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o755);
  }
}
