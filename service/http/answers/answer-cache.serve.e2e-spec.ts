import { createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Limits } from '../limits.ts';
import { AnswerCache } from './answer-cache.ts';
import type { AnswerCacheOptions } from './answer-cache.ts';
import type { Representation } from './representation.ts';

interface Answer {
  /** The route that the cache returned; undefined if it left the request to the framework. */
  readonly route: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: number;
}

/** A server that asks the cache first, as the hot path does; `fill` answers as a controller does. */
describe('AnswerCache, in front of a server', () => {
  let server: Server;
  let cache: AnswerCache;
  let body: Buffer;
  let validUntil: number;
  let now: number;
  let options: Partial<AnswerCacheOptions>;
  let made: number;
  let route: string | undefined;
  const make = (): Promise<Representation> => {
    made++;
    const fixed = { route: '/x/:name', mediaType: 'text/plain', etag: 'W/"x"', headers: {}, freshness: undefined };
    return Promise.resolve({ ...fixed, body, lastModified: undefined, validUntil });
  };

  beforeEach(async () => {
    [body, validUntil, now, made, options] = [Buffer.from('text '.repeat(100)), 1000, 0, 0, {}];
    cache = new AnswerCache({
      keepAliveSeconds: 1,
      now: () => now,
      limits: new Limits(),
      isDraining: () => options.isDraining?.() ?? false,
      get variesByOrigin() {
        return options.variesByOrigin ?? false;
      },
    });
    server = createServer((request, response) => {
      route = cache.serve(request, response);
      if (route !== undefined) return;
      const fill = async (): Promise<void> => {
        const kept = await cache.representation(['x'], make);
        cache.write(await cache.answerFor(kept, request), request, response, { 'x-framework': 'yes' });
      };
      fill().catch((error: unknown) => response.destroy(error as Error));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function ask(headers: Record<string, string> = {}, path = '/x/1', method = 'GET'): Promise<Answer> {
    const { port } = server.address() as AddressInfo;
    // Fails within seconds if the server does not answer.
    const outgoing = send({ port, host: '127.0.0.1', path, method, headers, signal: AbortSignal.timeout(2000) }).end();
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    let bytes = 0;
    for await (const chunk of incoming) bytes += (chunk as Buffer).length;
    return { route, headers: incoming.headers, bytes };
  }

  const asked = { accept: 'text/plain', 'accept-encoding': 'gzip', 'accept-language': 'en' };

  it('should answer the same request the second time, and HEAD too', async () => {
    expect(await ask(asked)).toMatchObject({ route: undefined, headers: { 'x-framework': 'yes' } });
    const again = await ask(asked);
    expect([again.route, again.headers['content-encoding'], again.headers['x-framework']]).toEqual([
      '/x/:name',
      'gzip',
      undefined,
    ]);
    expect(await ask(asked, '/x/1', 'HEAD')).toMatchObject({ route: '/x/:name', bytes: 0 });
    expect(made).toBe(1);
    expect([cache.hits, cache.misses]).toEqual([2, 1]);
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['another method', asked, '/x/1', 'OPTIONS'],
    ['another path', asked, '/x/2', 'GET'],
    ['another Accept', { ...asked, accept: 'text/html' }, '/x/1', 'GET'],
    ['another Accept-Encoding', { ...asked, 'accept-encoding': 'br' }, '/x/1', 'GET'],
    ['another Accept-Language', { ...asked, 'accept-language': 'fr' }, '/x/1', 'GET'],
    ['If-Match', { ...asked, 'if-match': '*' }, '/x/1', 'GET'],
  ])('should leave %s to the framework', async (_, headers, path, method) => {
    await ask(asked);
    expect((await ask(headers, path, method)).route).toBeUndefined();
    expect([cache.hits, cache.misses]).toEqual([0, 2]);
  });

  it.each([
    [false, {}, '/x/:name'],
    [false, { origin: 'https://example.org' }, '/x/:name'],
    [true, {}, '/x/:name'],
    [true, { origin: 'https://example.org' }, undefined],
  ])(
    'should leave an Origin to the framework only if answers vary by it (%s, %j): %s',
    async (variesByOrigin, origin, expected) => {
      options = { variesByOrigin };
      await ask({ ...asked });
      expect((await ask({ ...asked, ...origin })).route).toBe(expected);
    },
  );

  it('should answer until the representation expires, then render it anew', async () => {
    await ask(asked);
    now = 999;
    expect((await ask(asked)).route).toBe('/x/:name');
    await ask({ ...asked, accept: '*/*' });
    expect(made).toBe(1);
    now = 1000;
    expect((await ask(asked)).route).toBeUndefined();
    expect(made).toBe(2);
  });

  it('should close connections while draining', async () => {
    await ask(asked);
    options = { isDraining: () => true };
    const answer = await ask(asked);
    expect([answer.route, answer.headers.connection]).toEqual(['/x/:name', 'close']);
  });

  it.each([
    // The key also has three line feeds and the headers.
    [2048 - 3, '/x/:name'],
    [2048 - 2, undefined],
  ])('should remember requests of up to 2048 characters: %i of them in the URL', async (length, expected) => {
    const path = `/${'x'.repeat(length - 1)}`;
    await ask({}, path);
    expect((await ask({}, path)).route).toBe(expected);
  });

  const text = (bytes: number): Buffer => Buffer.from('t'.repeat(bytes));
  it.each<[string, Buffer, string, string | undefined]>([
    ['a small body', text(255), 'gzip', undefined],
    ['a body worth it', text(256), 'gzip', 'gzip'],
    ['a body worth it, for a client of identity', text(256), 'identity', undefined],
    ['a small body, for a client that accepts nothing else', text(255), 'gzip, identity;q=0', 'gzip'],
    ['a body that grows', randomBytes(300), 'gzip', undefined],
    ['a body that grows, for a client that accepts nothing else', randomBytes(300), 'gzip, identity;q=0', 'gzip'],
  ])('should encode only what gets smaller, or must be: %s', async (_, given, accepted, expected) => {
    body = given;
    const { headers, bytes } = await ask({ 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(expected);
    if (expected === undefined) expect(bytes).toBe(given.length);
  });
});
