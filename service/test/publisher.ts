import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { GitHttpsServer, GitSshServer, ServedRepository } from './git-servers.ts';
import { newSshKey } from './git-servers.ts';
import type { ListServer } from './list-server.ts';
import { runCommand } from './run-command.ts';
import type { Ended } from './run-command.ts';

/** Runs the built publisher with a commit key and a directory of its own. */
export class Publisher {
  readonly directory = mkdtempSync(join(tmpdir(), 'kiosque-publisher-'));
  readonly commitKey = newSshKey(join(this.directory, 'commit-key'));
  /** For `git verify-commit` and `ssh-keygen -Y verify`. */
  readonly allowedSigners = join(this.directory, 'allowed_signers');
  readonly temporary = join(this.directory, 'tmp');
  readonly #lists: ListServer;

  constructor(lists: ListServer) {
    this.#lists = lists;
    mkdirSync(this.temporary);
    const [type = '', key = ''] = readFileSync(`${this.commitKey}.pub`, 'utf8').split(' ');
    writeFileSync(
      this.allowedSigners,
      `kiosque@example.org ${type} ${key}\nkiosque-blocklist namespaces="kiosque-blocklist" ${type} ${key}\n`,
    );
  }

  /** A target over HTTPS. */
  https(server: GitHttpsServer, { url }: ServedRepository, more: object = {}): object {
    const [usernameFile, tokenFile] = [this.file('username', server.username), this.file('token', `${server.token}\n`)];
    return { name: 'https', url, usernameFile, tokenFile, caFile: server.certificate, ...more };
  }

  /** A target over SSH. */
  ssh(server: GitSshServer, { url }: ServedRepository, more: object = {}): object {
    return { name: 'ssh', url, privateKeyFile: server.privateKey, knownHostsFile: server.knownHosts, ...more };
  }

  /** Writes a file, and returns its path. */
  file(name: string, content: string): string {
    const path = join(this.directory, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  }

  /** Publishes to these targets. */
  run(targets: readonly object[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return runCommand(process.execPath, ['build/security-log/publish.js'], { env: this.#env(targets, more) });
  }

  /** Publishes, and kills the process, but not the programs it has started, after some time. */
  async runAndKill(targets: readonly object[], afterMs: number): Promise<void> {
    const child: ChildProcess = spawn(process.execPath, ['build/security-log/publish.js'], {
      env: this.#env(targets, {}),
      stdio: 'ignore',
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    await once(child, 'exit');
    clearTimeout(timer);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #env(targets: readonly object[], more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      TMPDIR: this.temporary,
      BLOCKLIST_URL: this.#lists.url,
      BLOCKLIST_ALLOWED_SIGNERS_FILE: this.#lists.allowedSigners,
      BLOCKLIST_TARGETS_FILE: this.file(`targets-${String(Math.random())}.yaml`, dump({ targets })),
      BLOCKLIST_COMMIT_KEY_FILE: this.commitKey,
      BLOCKLIST_COMMIT_AUTHOR: 'Kiosque <kiosque@example.org>',
      ...(this.#lists.key !== undefined && { BLOCKLIST_KEY_FILE: this.file('key', this.#lists.key) }),
      ...more,
    };
  }
}

/** Runs git in a repository, and returns what it prints. */
export function git(repository: ServedRepository, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', repository.path, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trimEnd();
}

/** Commits of a branch, the newest first. */
export function commitsOf(repository: ServedRepository, branch = 'main'): readonly string[] {
  return git(repository, 'rev-list', '--first-parent', branch).split('\n');
}

/** Verifies the signatures of commits with `git verify-commit`. @throws Error if one is not signed by the publisher */
export function verifyCommits(repository: ServedRepository, publisher: Publisher, commits: readonly string[]): void {
  const allowed = `gpg.ssh.allowedSignersFile=${publisher.allowedSigners}`;
  git(repository, '-c', allowed, 'verify-commit', ...commits);
}

/** Commits files as somebody else does. */
export function commitForeign(repository: ServedRepository, files: Readonly<Record<string, string>>): void {
  const work = mkdtempSync(join(tmpdir(), 'kiosque-foreign-'));
  const own = (...args: readonly string[]): void => {
    execFileSync('git', ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], {
      stdio: 'ignore',
    });
  };
  execFileSync('git', ['clone', '--quiet', repository.path, work], { stdio: 'ignore' });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(work, name), content);
  own('add', '--all');
  own('commit', '--quiet', '--message', 'Somebody else');
  own('push', '--quiet', 'origin', 'HEAD:main');
  rmSync(work, { recursive: true });
}
