import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { selfSigned } from './self-signed.ts';
import type { SelfSigned } from './self-signed.ts';

/** A bare repository on a server. */
export interface ServedRepository {
  readonly url: string;
  /** Its directory on this machine. */
  readonly path: string;
}

/** Creates an Ed25519 key without a passphrase: the path of its private key. */
export function newSshKey(path: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  return path;
}

function newRepository(root: string, name: string, branch = 'main'): string {
  const path = join(root, `${name}.git`);
  execFileSync('git', ['init', '--quiet', '--bare', `--initial-branch=${branch}`, path]);
  return path;
}

async function listening(port: number): Promise<void> {
  await eventually(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  });
}

async function ended(child: ChildProcess | undefined): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}

/** `git http-backend` behind nginx with TLS and basic authentication. */
export class GitHttpsServer {
  readonly username = 'publisher';
  readonly token = 'glpat-VerySecret+Token/42';
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-git-https-'));
  readonly #tls: SelfSigned = selfSigned();
  #children: ChildProcess[] = [];
  #port = 0;

  static async start(): Promise<GitHttpsServer> {
    const server = new GitHttpsServer();
    const backend = await freePort();
    server.#port = await freePort();
    // One process serves one request at a time.
    const cgi = spawn('fcgiwrap', ['-c', '6', '-s', `tcp:127.0.0.1:${String(backend)}`], {
      stdio: 'ignore',
      detached: true,
    });
    server.#write(backend);
    const directory = server.#directory;
    const config = ['-p', directory, '-c', join(directory, 'nginx.conf'), '-e', join(directory, 'error.log')];
    server.#children = [spawn('nginx', config, { stdio: 'ignore' }), cgi];
    await Promise.all([listening(backend), listening(server.#port)]);
    return server;
  }

  /** The certificate that clients must trust. */
  get certificate(): string {
    return this.#tls.certificate;
  }

  create(name: string): ServedRepository {
    return {
      url: `https://127.0.0.1:${String(this.#port)}/${name}.git`,
      path: newRepository(this.#directory, name),
    };
  }

  async stop(): Promise<void> {
    const [nginx, cgi] = this.#children;
    await ended(nginx);
    // Its group: itself and what it forked.
    if (cgi?.pid !== undefined) {
      const exit = once(cgi, 'exit');
      process.kill(-cgi.pid, 'SIGTERM');
      await exit;
    }
    rmSync(this.#directory, { recursive: true, force: true });
    rmSync(this.#tls.directory, { recursive: true });
  }

  #write(backend: number): void {
    const directory = this.#directory;
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${join(directory, name)};`,
    );
    const root = process.getuid?.() === 0 ? `user ${userInfo().username};` : '';
    const execPath = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();
    writeFileSync(join(directory, 'passwords'), `${this.username}:{PLAIN}${this.token}\n`);
    writeFileSync(
      join(directory, 'nginx.conf'),
      `${root} daemon off; worker_processes 1; pid ${join(directory, 'pid')};
      events { worker_connections 256; }
      http {
        access_log off; ${paths.join(' ')} client_max_body_size 64m;
        server {
          listen 127.0.0.1:${String(this.#port)} ssl;
          ssl_certificate ${this.#tls.certificate}; ssl_certificate_key ${this.#tls.key};
          auth_basic "Git"; auth_basic_user_file ${join(directory, 'passwords')};
          location / {
            fastcgi_pass 127.0.0.1:${String(backend)};
            fastcgi_param SCRIPT_FILENAME ${execPath}/git-http-backend;
            fastcgi_param GIT_PROJECT_ROOT ${directory}; fastcgi_param GIT_HTTP_EXPORT_ALL 1;
            fastcgi_param PATH_INFO $uri; fastcgi_param REMOTE_USER $remote_user;
            fastcgi_param REMOTE_ADDR $remote_addr; fastcgi_param QUERY_STRING $query_string;
            fastcgi_param REQUEST_METHOD $request_method; fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param HTTP_CONTENT_ENCODING $http_content_encoding;
            fastcgi_param HTTP_GIT_PROTOCOL $http_git_protocol;
          }
        }
      }`,
    );
  }
}

/** An OpenSSH server that lets one key run git, and nothing else. */
export class GitSshServer {
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-git-ssh-'));
  #child: ChildProcess | undefined;
  #port = 0;

  static async start(): Promise<GitSshServer> {
    const server = new GitSshServer();
    server.#port = await freePort();
    newSshKey(server.privateKey);
    server.#useHostKey('host-1');
    // Where sshd confines itself, as root.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    await server.#listen('host-1');
    return server;
  }

  /** Private key of the user. */
  get privateKey(): string {
    return join(this.#directory, 'user');
  }

  /** The host key that was first used. */
  get knownHosts(): string {
    return join(this.#directory, 'known_hosts');
  }

  create(name: string): ServedRepository {
    const path = newRepository(this.#directory, name);
    return { url: `ssh://${userInfo().username}@127.0.0.1:${String(this.#port)}${path}`, path };
  }

  /** Restarts with another host key, as an impostor would have. */
  async changeHostKey(): Promise<void> {
    await ended(this.#child);
    newSshKey(join(this.#directory, 'host-2'));
    await this.#listen('host-2');
  }

  async stop(): Promise<void> {
    await ended(this.#child);
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #useHostKey(name: string): void {
    const [type = '', key = ''] = readFileSync(`${newSshKey(join(this.#directory, name))}.pub`, 'utf8').split(' ');
    writeFileSync(this.knownHosts, `[127.0.0.1]:${String(this.#port)} ${type} ${key}\n`);
  }

  async #listen(hostKey: string): Promise<void> {
    const file = join(this.#directory, 'sshd_config');
    const allowed = join(this.#directory, 'authorized_keys');
    const key = readFileSync(`${this.privateKey}.pub`, 'utf8');
    writeFileSync(allowed, `restrict,command="git-shell -c \\"$SSH_ORIGINAL_COMMAND\\"" ${key}`);
    const lines = [
      `Port ${String(this.#port)}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${join(this.#directory, hostKey)}`,
      `AuthorizedKeysFile ${allowed}`,
      'PidFile none',
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin prohibit-password',
      'MaxStartups 100',
    ];
    writeFileSync(file, `${lines.join('\n')}\n`);
    chmodSync(file, 0o600);
    this.#child = spawn('/usr/sbin/sshd', ['-D', '-f', file], { stdio: 'ignore' });
    await listening(this.#port);
  }
}
