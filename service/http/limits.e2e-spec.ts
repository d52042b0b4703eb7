import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { rawRequest, statusOf } from '../test/raw-request.ts';
import { ServiceProcess } from '../test/service-process.ts';

const files = { 'faq.json': '[{"q": "a", "a": "b"}]' };

function open(url: string): Socket {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => undefined);
  return socket;
}

/** Returns the value of a counter. */
async function reached(app: TestApp, limit: string): Promise<number> {
  const line = `kiosque_limits_reached_total{limit="${limit}"} `;
  const text = await app.metrics();
  return Number(
    text
      .split('\n')
      .find((each) => each.startsWith(line))
      ?.slice(line.length),
  );
}

describe('limits of connections', () => {
  it('should close connections on which nothing, or no HTTP, is sent', async () => {
    const { service, url } = await ServiceProcess.start({ REQUEST_TIMEOUT_SECONDS: '1', SHUTDOWN_DRAIN_SECONDS: '0' });
    const descriptors = async (): Promise<number> => (await readdir(`/proc/${String(service.child.pid)}/fd`)).length;
    const before = await descriptors();
    const silent = Array.from({ length: 100 }, () => open(url));
    const wrong = Array.from({ length: 100 }, () => open(url));
    for (const socket of wrong) socket.write('NOT HTTP\r\n\r\n');
    await eventually(async () => {
      expect(await descriptors()).toBeGreaterThan(before + 90);
    });
    await eventually(async () => {
      expect(await descriptors()).toBeLessThanOrEqual(before + 2);
    }, 8000);
    for (const socket of [...silent, ...wrong]) socket.destroy();
    await service.end('SIGTERM');
  });

  it('should still send the reason to clients that keep sending', async () => {
    const app = await TestApp.start({ files });
    const answer = await rawRequest(app.url, `GET / HTTP/1.1\r\nHost: h\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`);
    expect(statusOf(answer)).toBe(431);
    expect(answer).toContain('urn:kiosque:problem:headers-too-large');
    await app.close();
  });

  it('should apply the configured timeouts', async () => {
    const environment = { KEEP_ALIVE_SECONDS: '81', REQUEST_TIMEOUT_SECONDS: '7' };
    const app = await TestApp.start({ files, environment });
    const { keepAliveTimeout, requestTimeout, headersTimeout } = app.app.getHttpServer();
    expect([keepAliveTimeout, requestTimeout, headersTimeout]).toEqual([81_000, 7000, 7000]);
    await app.close();
  });

  it('should accept at most MAX_CONNECTIONS', async () => {
    const app = await TestApp.start({ files, environment: { MAX_CONNECTIONS: '5' } });
    const sockets = Array.from({ length: 9 }, () => open(app.url));
    await eventually(async () => {
      expect(sockets.filter(({ closed }) => closed)).toHaveLength(4);
      expect(await reached(app, 'connections')).toBe(4);
    });
    for (const socket of sockets) socket.destroy();
    await eventually(async () => {
      expect((await app.get('/healthz')).status).toBe(200);
    });
    await app.close();
  });

  it('should accept at most MAX_CONNECTIONS_PER_ADDRESS per client, except behind a proxy', async () => {
    const environment = { MAX_CONNECTIONS_PER_ADDRESS: '3' };
    const app = await TestApp.start({ files, environment });
    const sockets = Array.from({ length: 7 }, () => open(app.url));
    await eventually(async () => {
      expect(sockets.filter(({ closed }) => closed)).toHaveLength(4);
      expect(await reached(app, 'connections-per-address')).toBe(4);
    });
    for (const socket of sockets) socket.destroy();
    await eventually(async () => {
      expect((await app.get('/healthz')).status).toBe(200);
    });
    await app.close();

    const behind = await TestApp.start({ files, environment: { ...environment, TRUSTED_PROXIES: '1' } });
    const others = Array.from({ length: 7 }, () => open(behind.url));
    await Promise.all(others.map((socket) => once(socket, 'connect')));
    expect((await behind.get('/healthz')).status).toBe(200);
    expect(others.filter(({ closed }) => closed)).toEqual([]);
    for (const socket of others) socket.destroy();
    await behind.close();
  });
});

describe('RATE_LIMIT_PER_MINUTE', () => {
  it('should count all requests of a client regardless of forged headers, and never reject probes', async () => {
    let now = Date.parse('2026-11-21T12:00:00Z');
    const environment = { RATE_LIMIT_PER_MINUTE: '4', TRUSTED_PROXIES: '1' };
    const app = await TestApp.start({ files, environment, now: () => now });
    const status = async (path: string, forwarded: string, method = 'GET'): Promise<number> =>
      (await app.get(path, { 'x-forwarded-for': forwarded }, method)).status;
    expect(await status('/api/faq', '203.0.113.9')).toBe(200);
    expect(await status('/nothing/at/all', '203.0.113.9:4001')).toBe(404);
    expect(await status('/api/faq', '9.9.9.9, [::ffff:203.0.113.9]:80', 'DELETE')).toBe(405);
    expect(await status('/api/faq', '203.0.113.9')).toBe(200);
    expect(await status('/api/faq', '203.0.113.9:4002')).toBe(429);
    expect(await status('/nothing/at/all', '203.0.113.9')).toBe(429);
    expect(await status('/healthz', '203.0.113.9')).toBe(200);
    expect(await status('/api/faq', '203.0.113.10')).toBe(200);
    expect(await reached(app, 'requests-per-minute')).toBe(2);
    const refused = await app.get('/api/faq', { 'x-forwarded-for': '203.0.113.9' });
    expect(refused.headers['retry-after']).toBe('60');
    now += 60_000;
    expect(await status('/api/faq', '203.0.113.9')).toBe(200);
    await app.close();
  });
});

describe('CONNECT and unknown expectations', () => {
  it('should still be answered', async () => {
    const app = await TestApp.start({ files });
    const tunnel = await rawRequest(app.url, 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n');
    expect(statusOf(tunnel)).toBe(405);
    expect(tunnel).toContain('urn:kiosque:problem:method-not-allowed');
    const expecting = 'GET /api/faq HTTP/1.1\r\nHost: h\r\nExpect: something\r\nConnection: close\r\n\r\n';
    expect(statusOf(await rawRequest(app.url, expecting))).toBe(200);
    await app.close();
  });
});

describe('a client that resets its connection', () => {
  it.each([
    'CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET /api/faq HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
    'GET /changes HTTP/1.1\r\nHost: h\r\n\r\n',
    'GET /api/faq HTTP/1.1\r\nHost: h\r\nExpect: x\r\n\r\n',
    'POST /default/take HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nx',
    'NOT HTTP\r\n\r\n',
  ])('should not crash the process after %j', async (bytes) => {
    const { service, url } = await ServiceProcess.start({ SHUTDOWN_DRAIN_SECONDS: '0' });
    for (let turn = 0; turn < 20; turn++) {
      const socket = open(url);
      await once(socket, 'connect');
      socket.write(bytes);
      // Immediately, and after the response: this covers different code.
      if (turn % 2 === 0) await Promise.race([once(socket, 'data'), once(socket, 'close')]);
      socket.resetAndDestroy();
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(service.child.exitCode).toBeNull();
    expect(await service.end('SIGTERM')).toBe(0);
  });
});

describe('the Host header', () => {
  it('should be rejected if it is duplicated', async () => {
    const app = await TestApp.start({ files });
    const answer = (head: string): Promise<string> =>
      rawRequest(app.url, `GET /api/faq HTTP/1.1\r\n${head}Connection: close\r\n\r\n`);
    expect(statusOf(await answer('Host: a\r\n'))).toBe(200);
    expect(statusOf(await answer('Host: a\r\nHost: b\r\n'))).toBe(400);
    expect(statusOf(await answer('Host: a\r\nhost: a\r\n'))).toBe(400);
    const none = await answer('');
    expect(statusOf(none)).toBe(400);
    expect(none).toContain('urn:kiosque:problem:invalid-request');
    expect(statusOf(await rawRequest(app.url, 'GET /api/faq HTTP/1.0\r\n\r\n'))).toBe(200);
    await app.close();
  });
});
