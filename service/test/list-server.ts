import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSshKey } from './git-servers.ts';

/** A version of a list: the files, without signatures. */
export function listFiles(version: number, networks: readonly string[], day = '2026-11-29'): Record<string, string> {
  const text = (title: string, entries: readonly string[]): string =>
    [
      `# Kiosque blocklist, ${title}`,
      `# version: ${String(version)}`,
      '# built: 2026-11-22T09:00:00Z',
      `# entries: ${String(entries.length)}`,
      ...(entries.length === 0 ? [] : [`# expires: ${day}`]),
      ...entries,
      '# end',
      '',
    ].join('\n');
  const [ipv4, ipv6] = [networks.filter((each) => !each.includes(':')), networks.filter((each) => each.includes(':'))];
  const entries = networks.map((network) => ({
    network,
    reasons: ['brute-force'],
    score: 3,
    firstSeen: '2026-11-21',
    lastSeen: '2026-11-22',
    expires: day,
    origin: 'detector',
  }));
  return {
    'all.txt': text('IPv4 and IPv6', [...ipv4, ...ipv6]),
    'ipv4.txt': text('IPv4', ipv4),
    'ipv6.txt': text('IPv6', ipv6),
    'blocklist.json': JSON.stringify({ version, built: '2026-11-22T09:00:00Z', entries }),
    'blocklist.csv': `network\n${networks.join('\n')}\n`,
    'blocklist.nft': `# version: ${String(version)}\n${networks.join(', ')}\n`,
    'blocklist.ipset': `# version: ${String(version)}\n${networks.join('\n')}\n`,
    'blocklist.iptables': `# version: ${String(version)}\n`,
    'blocklist.ip6tables': `# version: ${String(version)}\n`,
    'blocklist.nginx.conf': `# version: ${String(version)}\n${networks.map((network) => `deny ${network};\n`).join('')}`,
  };
}

/** A strict server of `GET /blocklists/<file>`: with signatures, entity tags, `Blocklist-Version`, and a key if one is set. */
export class ListServer {
  /** The key that readers must send; undefined to let everybody read. */
  key: string | undefined;
  /** Called before each answer. */
  before: (name: string) => void = () => undefined;
  readonly requested: string[] = [];
  readonly #directory = mkdtempSync(join(tmpdir(), 'kiosque-lists-'));
  readonly #server: Server;
  #version = 0;
  #files = new Map<string, Buffer>();

  private constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request.url ?? '', request.headers, response);
    });
  }

  static async start(): Promise<ListServer> {
    const lists = new ListServer();
    const key = newSshKey(join(lists.#directory, 'key'));
    const [type = '', value = ''] = readFileSync(`${key}.pub`, 'utf8').split(' ');
    writeFileSync(lists.allowedSigners, `kiosque-blocklist namespaces="kiosque-blocklist" ${type} ${value}\n`);
    lists.#server.listen(0, '127.0.0.1');
    await once(lists.#server, 'listening');
    return lists;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/blocklists/`;
  }

  /** File of allowed signers. */
  get allowedSigners(): string {
    return join(this.#directory, 'allowed_signers');
  }

  /** Serves files, signed by the real ssh-keygen; `forged` are changed after they were signed. */
  serve(version: number, files: Readonly<Record<string, string>>, forged: Readonly<Record<string, string>> = {}): void {
    const paths = Object.entries(files).map(([name, content]) => {
      const path = join(this.#directory, name);
      writeFileSync(path, content);
      rmSync(`${path}.sig`, { force: true });
      return path;
    });
    const sign = ['-q', '-Y', 'sign', '-f', join(this.#directory, 'key'), '-n', 'kiosque-blocklist'];
    execFileSync('ssh-keygen', [...sign, ...paths], { stdio: 'ignore' });
    const signatures = Object.keys(files).map(
      (name) => [`${name}.sig`, readFileSync(join(this.#directory, `${name}.sig`))] as const,
    );
    const contents = Object.entries({ ...files, ...forged }).map(([name, text]) => [name, Buffer.from(text)] as const);
    this.#files = new Map([...contents, ...signatures]);
    this.#version = version;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.#directory, { recursive: true });
  }

  #answer(url: string, headers: NodeJS.Dict<string | string[]>, response: ServerResponse): void {
    const name = /^\/blocklists\/([\w.]+)$/.exec(url)?.[1] ?? '';
    this.requested.push(name);
    if (this.key !== undefined && headers['authorization'] !== `Bearer ${this.key}`) {
      response.writeHead(401).end();
      return;
    }
    this.before(name);
    const content = this.#files.get(name);
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${createHash('sha256').update(content).digest('hex')}"`;
    response.writeHead(headers['if-none-match'] === etag ? 304 : 200, {
      etag,
      'blocklist-version': String(this.#version),
      'last-modified': new Date(0).toUTCString(),
    });
    response.end(content);
  }
}
