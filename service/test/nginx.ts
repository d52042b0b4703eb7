import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** An nginx process that routes path prefixes like an Ingress: by whole segments, longest first. */
export class Nginx {
  readonly url: string;
  readonly #directory: string;
  readonly #child: ChildProcess;

  private constructor(url: string, directory: string, child: ChildProcess) {
    this.url = url;
    this.#directory = directory;
    this.#child = child;
  }

  /** @param routes path prefixes with their upstream addresses; requests are distributed to several, and repeated if one is down. */
  static async start(routes: Readonly<Record<string, string | readonly string[]>>): Promise<Nginx> {
    const directory = await mkdtemp(join(tmpdir(), 'kiosque-nginx-'));
    const port = String(await freePort());
    const file = join(directory, 'nginx.conf');
    await writeFile(file, configuration(routes, directory, port));
    const child = spawn('nginx', ['-p', directory, '-c', file, '-e', join(directory, 'error.log')], {
      stdio: 'ignore',
    });
    const nginx = new Nginx(`http://127.0.0.1:${port}`, directory, child);
    await eventually(() => fetch(nginx.url));
    return nginx;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
    await rm(this.#directory, { recursive: true });
  }
}

function configuration(
  routes: Readonly<Record<string, string | readonly string[]>>,
  directory: string,
  port: string,
): string {
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(directory, name)};`,
  );
  const serversOf = (address: string | readonly string[]): string =>
    [address]
      .flat()
      .map((each) => `server ${new URL(each).host} max_fails=0;`)
      .join(' ');
  const servers = [...new Set(Object.values(routes).map(serversOf))];
  const upstreams = servers.map((each, index) => `upstream u${String(index)} { ${each} keepalive 64; }`);
  const locations = Object.entries(routes).flatMap(([path, address]) => {
    const proxy = `proxy_pass http://u${String(servers.indexOf(serversOf(address)))};`;
    return path === '/'
      ? [`location / { ${proxy} }`]
      : [`location = ${path} { ${proxy} }`, `location ${path}/ { ${proxy} }`];
  });
  return `
    daemon off; worker_processes 1; pid ${join(directory, 'pid')};
    events { worker_connections 1024; }
    http {
      access_log off; ${paths.join(' ')} ${upstreams.join('\n')}
      proxy_http_version 1.1; proxy_set_header Connection '';
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      server { listen 127.0.0.1:${port}; ${locations.join('\n')} }
    }
  `;
}
