import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { eventually } from './test/eventually.ts';
import { ServiceProcess } from './test/service-process.ts';

/** One request on a kept-alive connection of `agent`. */
async function ask(agent: Agent, url: string): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }> {
  return await new Promise((resolve, reject) => {
    httpRequest(url, { agent }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    })
      .on('error', reject)
      .end();
  });
}

const canUnshare = spawnSync('unshare', ['--pid', '--fork', '--kill-child', 'true']).status === 0;

describe('the built service', () => {
  it('should serve the sample documents without any settings', async () => {
    const { service, url } = await ServiceProcess.start();
    await eventually(async () => {
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
    });
    for (const path of ['/api/events', '/api/news', '/api/faq', '/', '/docs', '/openapi.json'])
      expect((await fetch(url + path)).status).toBe(200);
    const items = (await (await fetch(`${url}/api/events.json`)).json()) as { events: unknown[] };
    expect(items.events.length).toBeGreaterThan(3);
    expect(await service.end('SIGINT')).toBe(0);
  });

  it('should list every setting with --help', async () => {
    const { code, output } = await ServiceProcess.run({}, '--help');
    expect(code).toBe(0);
    expect(output).toContain('CONTENT_CACHE_TTL_SECONDS (60)');
    expect(output).toContain('CONTENT_FAQ_MAX_AGE_SECONDS (unset)');
  });

  it.each<[NodeJS.ProcessEnv, RegExp]>([
    [{ PORT: 'http' }, /^PORT must be an integer/],
    [{ CONTENT_SORCE: 'file' }, /did you mean CONTENT_SOURCE\?/],
    [
      { CONTENT_SOURCE: 'azure-blob' },
      /set exactly one of AZURE_STORAGE_ACCOUNT_URL .* and AZURE_STORAGE_CONNECTION_STRING/,
    ],
    [
      { CONTENT_SOURCE: 'azure-blob', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=x;AccountKey=s3cr3t' },
      /AZURE_STORAGE_CONNECTION_STRING is not/,
    ],
    [
      { CONTENT_SOURCE: 'azure-blob', AZURE_STORAGE_ACCOUNT_URL: 'https://a.blob.core.windows.net' },
      /AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE/,
    ],
    [
      { HOST: '0.0.0.0' },
      /No credentials are configured for the scopes admin, take, read, desk, supervisor, .*: set QUEUE_KEYS_FILE or OIDC_ISSUER/,
    ],
    [{ QUEUE_NAME: 'events' }, /QUEUE_NAME must not be a reserved path: api, assets, blocklists, changes/],
    [{ QUEUE_KEYS_FILE: '/nowhere/keys.yaml' }, /QUEUE_KEYS_FILE cannot be read: ENOENT/],
    [{ OIDC_ISSUER: 'https://login.example.org' }, /OIDC_ISSUER requires OIDC_AUDIENCE .* OIDC_CLIENT_ID .*: set one/],
    [{ OIDC_AUDIENCE: 'api://kiosque' }, /OIDC_AUDIENCE and OIDC_CLIENT_ID require OIDC_ISSUER/],
    [
      { OIDC_ISSUER: 'https://login.example.org', OIDC_CLIENT_ID: 'kiosque' },
      /OIDC_CLIENT_ID requires PUBLIC_URL: .* <PUBLIC_URL>\/sign-in\/callback/,
    ],
    [{ SESSION_SECRETS_FILE: '/nowhere/secrets' }, /SESSION_SECRETS_FILE cannot be read: ENOENT/],
    [
      { SESSION_SECRETS_FILE: 'package.json' },
      /SESSION_SECRETS_FILE must contain one secret of at least 32 characters/,
    ],
    [{ ACCESS_DIRECTORY: '/dev/null/none' }, /ACCESS_DIRECTORY is not writable \(ENOTDIR\)/],
    [{ QUEUE_OPEN: 'take,desk' }, /^QUEUE_OPEN must be take,read, one of the two, or none; empty means none/],
    [{ QUEUE_NAME: 'keys' }, /QUEUE_NAME must not be a reserved path/],
    [{ HOST: '192.0.2.1', FEATURES: 'content' }, /could not start: listen EADDRNOTAVAIL/],
  ])('should fail to start with %j', async (environment, message) => {
    const { code, output } = await ServiceProcess.run(environment);
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output).not.toContain('s3cr3t');
  });

  it('should answer all requests during shutdown, end event streams, and exit with 0 despite open sockets', async () => {
    const { service, url } = await ServiceProcess.start({ SHUTDOWN_DRAIN_SECONDS: '4' });
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const stream = await fetch(`${url}/changes`);
    const events = stream.text();
    const idle = connect(Number(new URL(url).port), '127.0.0.1');
    idle.on('error', () => undefined);

    const seen = { requests: 0, failed: [] as unknown[], closing: 0 };
    let stopped = false;
    const load = async (path: string): Promise<void> => {
      while (!stopped) {
        try {
          const { status, headers, body } = await ask(agent, url + path);
          seen.requests++;
          if (status !== 200 || body.length === 0) seen.failed.push({ path, status });
          if (headers.connection === 'close') seen.closing++;
        } catch (error) {
          seen.failed.push(error);
        }
      }
    };
    const loads = ['/api/events', '/api/faq.yaml', '/', '/api/news?limit=1', '/healthz', '/api/events'].map(load);
    await eventually(async () => {
      expect(await Promise.resolve(seen.requests)).toBeGreaterThan(20);
    });
    const ended = service.end('SIGTERM');
    await sleep(100);
    const keeping = new Agent({ keepAlive: true });
    const ready = await ask(keeping, `${url}/readyz`);
    expect([ready.status, ready.headers.connection]).toEqual([503, 'close']);
    const alive = await ask(keeping, `${url}/healthz`);
    expect([alive.status, alive.headers.connection]).toEqual([200, 'close']);
    expect(await (await fetch(`${url}/changes`)).text()).toContain('event: closing');
    // The load goes on well into the drain; by its end a gateway sends nothing any more.
    await eventually(async () => {
      expect(await Promise.resolve(seen.closing)).toBeGreaterThan(20);
    }, 3000);
    stopped = true;
    await Promise.all(loads);
    expect(await ended).toBe(0);
    agent.destroy();
    idle.destroy();
    expect(await events).toMatch(/event: closing\ndata: \{\}\n\n$/);
    expect(seen.failed).toEqual([]);
  });

  // unshare makes the shell's child process 1 of a PID namespace of its own. Where that is not allowed the test counts as skipped.
  (canUnshare ? it : it.skip)('should exit with 0 as PID 1 of a container', async () => {
    const child = spawn(
      'unshare',
      ['--pid', '--fork', '--kill-child', 'sh', '-c', 'exec "$0" build/main.js', process.execPath],
      {
        env: {
          PATH: process.env['PATH'],
          PORT: '0',
          MANAGEMENT_PORT: '0',
          LOG_FORMAT: 'json',
          SHUTDOWN_DRAIN_SECONDS: '0.2',
        },
      },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    // Documents may be loaded, and logged, before it listens.
    const url = await eventually(() => {
      const found = /"url":"([^"]+)"/.exec(output)?.[1];
      return found === undefined ? Promise.reject(new Error(output)) : Promise.resolve(found);
    });
    const stream = await fetch(`${url}/changes`);
    const inner = (await readFile(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, 'utf8')).trim();
    const ended = once(child, 'exit');
    process.kill(Number(inner), 'SIGTERM');
    expect((await ended)[0]).toBe(0);
    expect(await stream.text()).toContain('event: closing');
  });
});
