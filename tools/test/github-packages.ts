import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A version of a package: a manifest of the registry. */
export interface PackageVersion {
  readonly id: number;
  readonly digest: string;
  readonly tags: readonly string[];
  readonly text: string;
  readonly mediaType: string;
  readonly changed: Date;
}

/** What GitHub has. */
export interface GitHubState {
  readonly owner: { readonly name: string; readonly type: 'Organization' | 'User' };
  main: string;
  /** Objects of tags by name. */
  tags: Record<string, string>;
  releases: readonly { readonly tag_name: string; readonly body: string | null }[];
  /** Versions by name of the package. */
  packages: Record<string, PackageVersion[]>;
  /** Requests that fail, such as `GET /token`. */
  failing: RegExp | undefined;
}

const TOKEN = 'test-token';
const HOSTS = ['api.github.com', 'ghcr.io'];

/**
 * The parts of api.github.com and ghcr.io that list, read and delete versions of packages, behind a proxy that real clients find
 * in HTTPS_PROXY. Refuses requests without the token, and media types that a client does not accept; lists have pages.
 */
export class GitHubPackages {
  readonly state: GitHubState;
  readonly deleted: string[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-github-'));
  readonly #proxy: Server;
  /** Those of tunnels, which the servers do not close. */
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(state: GitHubState) {
    this.state = state;
    const file = (name: string) => join(this.#directory, name);
    const names = HOSTS.map((host) => `DNS:${host}`).join(',');
    const request = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-days',
      '1',
    ];
    const own = [
      '-subj',
      '/CN=test',
      '-addext',
      `subjectAltName=${names}`,
      '-keyout',
      file('key'),
      '-out',
      file('crt'),
    ];
    execFileSync('openssl', [...request, ...own], { stdio: 'ignore' });
    const tls = { key: readFileSync(file('key')), cert: readFileSync(file('crt')) };
    this.#server = createHttpsServer(tls, (incoming, response) => {
      this.#answer(incoming, response);
    });
    this.#proxy = createHttpServer();
    this.#proxy.on('connect', (incoming, socket) => {
      this.#tunnel(incoming.url ?? '', socket as Socket);
    });
  }

  static async start(state: GitHubState): Promise<GitHubPackages> {
    const started = new GitHubPackages(state);
    for (const server of [started.#server, started.#proxy])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    for (const server of [this.#proxy, this.#server]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(this.#directory, { recursive: true });
  }

  /** The variables with which gh and Node reach it. */
  get environment(): Record<string, string> {
    const certificate = join(this.#directory, 'crt');
    return {
      HTTPS_PROXY: `http://127.0.0.1:${String((this.#proxy.address() as AddressInfo).port)}`,
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: certificate,
      SSL_CERT_FILE: certificate,
      GH_TOKEN: TOKEN,
      GH_CONFIG_DIR: this.#directory,
    };
  }

  #tunnel(to: string, socket: Socket): void {
    if (!HOSTS.some((host) => to === `${host}:443`)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect((this.#server.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(upstream).pipe(socket);
    });
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      this.#sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }

  #answer({ method = '', url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { host, pathname, searchParams } = new URL(url, `https://${String(headers.host)}`);
    const send = (status: number, body: unknown, more: Record<string, string> = {}): void => {
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    if (this.state.failing?.test(`${method} ${pathname}`) === true) send(500, { message: 'Server Error' });
    else if (host === 'ghcr.io') this.#registry(pathname, searchParams, headers, send);
    else if (headers.authorization !== `token ${TOKEN}`) send(401, { message: 'Bad credentials' });
    else this.#api(method, pathname, searchParams, send);
  }

  #api(method: string, path: string, query: URLSearchParams, send: Send): void {
    const { owner, main, tags, releases, packages } = this.state;
    const repository = `/repos/${owner.name}/kiosque`;
    const versions = new RegExp(
      `^/${owner.type === 'Organization' ? 'orgs' : 'users'}/${owner.name}/packages/container/([^/]+)/versions(?:/(\\d+))?$`,
    );
    const [, name = '', id] = versions.exec(path) ?? [];
    const own = packages[decodeURIComponent(name)];
    if (method === 'DELETE' && own !== undefined) this.#delete(own, Number(id), send);
    else if (method !== 'GET') send(404, { message: 'Not Found' });
    else if (path === `/users/${owner.name}`) send(200, { login: owner.name, type: owner.type });
    else if (path === `${repository}/commits/main`) send(200, { sha: main });
    else if (path === `${repository}/releases`) page(releases, path, query, send);
    else if (path === `${repository}/git/matching-refs/tags/v`)
      page(
        Object.entries(tags).map(([tag, sha]) => ({ ref: `refs/tags/${tag}`, object: { sha, type: 'commit' } })),
        ...([path, query, send] as const),
      );
    else if (own !== undefined && id === undefined) page(own.map(versionOf), path, query, send);
    else send(404, { message: 'Not Found' });
  }

  #delete(own: PackageVersion[], id: number, send: Send): void {
    const index = own.findIndex((version) => version.id === id);
    if (index === -1) {
      send(404, { message: 'Package not found.' });
      return;
    }
    this.deleted.push(...own.splice(index, 1).map(({ digest }) => digest));
    send(204, '');
  }

  #registry(path: string, query: URLSearchParams, headers: IncomingMessage['headers'], send: Send): void {
    const { owner, packages } = this.state;
    const basic = `Basic ${Buffer.from(`${owner.name}:${TOKEN}`).toString('base64')}`;
    const [, name = '', digest = ''] = new RegExp(`^/v2/${owner.name}/(.+)/manifests/(.+)$`).exec(path) ?? [];
    const asked = query.get('scope') ?? '';
    if (path === '/token' && headers.authorization === basic) send(200, { token: `pull ${asked}` });
    else if (headers.authorization !== `Bearer pull repository:${owner.name}/${name}:pull`) send(401, { errors: [] });
    else {
      const found = packages[name]?.find((version) => version.digest === digest);
      const accepted = String(headers.accept).split(', ');
      if (found === undefined || !accepted.includes(found.mediaType)) send(404, { errors: [] });
      else send(200, found.text, { 'content-type': found.mediaType });
    }
  }
}

type Send = (status: number, body: unknown, more?: Record<string, string>) => void;

function versionOf({ id, digest, tags, changed }: PackageVersion): object {
  const at = changed.toISOString();
  const metadata = { package_type: 'container', container: { tags } };
  return { id, name: digest, created_at: at, updated_at: at, metadata };
}

/** Pages have at most five elements, so that tests see more than one. */
function page(all: readonly object[], path: string, query: URLSearchParams, send: Send): void {
  const size = Math.min(5, Number(query.get('per_page') ?? 5));
  const number = Number(query.get('page') ?? 1);
  const next = `<https://api.github.com${path}?per_page=${String(size)}&page=${String(number + 1)}>; rel="next"`;
  const more = all.length > number * size ? { link: next } : undefined;
  send(200, all.slice((number - 1) * size, number * size), more);
}
