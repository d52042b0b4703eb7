import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { selfSigned } from '../../../service/test/self-signed.ts';
import { answer } from './api.ts';
import type { Answer } from './api.ts';
import { Repository } from './repositories.ts';

/** GitHub as the program `gh` sees it: the part of its REST API that reads and writes pull requests and issues. */
export class GitHub {
  /** Requests so far, such as `POST /repos/kiosque/kiosque/pulls`. */
  readonly requests: string[] = [];
  /** The only token that may write. */
  readonly token = 'ghs-test';
  readonly #tls = selfSigned();
  readonly #repositories = new Map<string, Repository>();
  readonly #server = createServer(
    { key: readFileSync(this.#tls.key), cert: readFileSync(this.#tls.certificate) },
    (request, response) => {
      this.#handle(request, response).catch((error: unknown) => response.destroy(error as Error));
    },
  );

  /** Starts it with bare repositories by `<owner>/<name>`. */
  static async start(repositories: Readonly<Record<string, string>>): Promise<GitHub> {
    const github = new GitHub();
    for (const [name, path] of Object.entries(repositories)) github.#repositories.set(name, new Repository(path));
    github.#server.listen(0, '127.0.0.1');
    await once(github.#server, 'listening');
    return github;
  }

  /** `gh` addresses a host that is not github.com as GitHub Enterprise. */
  get environment(): Readonly<Record<string, string>> {
    const host = `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`;
    return { GH_HOST: host, GH_ENTERPRISE_TOKEN: this.token, SSL_CERT_FILE: this.#tls.certificate };
  }

  repository(name: string): Repository {
    const found = this.#repositories.get(name);
    if (found === undefined) throw new Error(`there is no repository ${name}`);
    return found;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
    rmSync(this.#tls.directory, { recursive: true });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = this.#answer(request, await text(request));
    response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(body));
  }

  #answer({ method = '', url = '', headers: { authorization } }: IncomingMessage, body: string): Answer {
    const { pathname, searchParams: query } = new URL(url, 'https://127.0.0.1');
    const [, owner = '', name = '', path = ''] = /^\/api\/v3\/repos\/([^/]+)\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
    this.requests.push(`${method} ${pathname.replace('/api/v3', '')}`);
    if (authorization === undefined) return { status: 401, body: { message: 'Requires authentication' } };
    if (authorization !== `token ${this.token}`) return { status: 401, body: { message: 'Bad credentials' } };
    const repository = this.#repositories.get(`${owner}/${name}`);
    if (repository === undefined) return { status: 404, body: { message: 'Not Found' } };
    const parsed = body === '' ? {} : (JSON.parse(body) as Record<string, string>);
    const call = { method, path, query, body: parsed, owner, url: `https://github.com/${owner}/${name}` };
    return answer(repository, call);
  }
}
