import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { Limits } from '../limits.ts';
import { AnswerCache } from './answer-cache.ts';
import type { AnswerKey } from './answer-cache.ts';
import type { Representation } from './representation.ts';

const representation = (text: string): Representation => ({
  route: '/x',
  mediaType: 'text/plain',
  body: Buffer.from(text),
  etag: 'W/"x"',
  lastModified: undefined,
  headers: {},
  freshness: undefined,
  validUntil: Infinity,
});

function create(maxBytes?: number): { cache: AnswerCache; limits: Limits } {
  const limits = new Limits();
  const cache = new AnswerCache({
    keepAliveSeconds: 1,
    variesByOrigin: false,
    isDraining: () => false,
    now: Date.now,
    limits,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
  return { cache, limits };
}

/** Requests a representation in a coding, by URL. */
async function ask(cache: AnswerCache, key: AnswerKey, text: string, url: string, coding = 'identity'): Promise<void> {
  const kept = await cache.representation(key, () => Promise.resolve(representation(text)));
  await cache.answerFor(kept, { url, headers: { 'accept-encoding': coding } } as unknown as IncomingMessage);
}

describe('AnswerCache', () => {
  it('should render once for concurrent requests', async () => {
    const { cache } = create();
    let made = 0;
    const make = async (): Promise<Representation> => {
      made++;
      return await Promise.resolve(representation('a'));
    };
    await Promise.all([cache.representation(['k'], make), cache.representation(['k'], make)]);
    await cache.representation(['k'], make);
    expect(made).toBe(1);
  });

  it('should distinguish keys whatever their parts contain', async () => {
    const { cache } = create();
    const text = async (...key: AnswerKey): Promise<string> => {
      const kept = await cache.representation(key, () => Promise.resolve(representation(JSON.stringify(key))));
      return kept.representation.body.toString();
    };
    expect(await text('page', 'a b')).toBe('["page","a b"]');
    expect(await text('page', 'a', 'b')).toBe('["page","a","b"]');
    expect(await text('page', '..')).toBe('["page",".."]');
    expect(await text('page', 'a","b')).toBe('["page","a\\",\\"b"]');
  });

  it('should not cache what was rendered from content that has changed since', async () => {
    const { cache } = create();
    const late = Promise.withResolvers<Representation>();
    const first = cache.representation(['k'], () => late.promise);
    cache.clear();
    late.resolve(representation('old'));
    expect((await first).representation.body.toString()).toBe('old');
    const second = await cache.representation(['k'], () => Promise.resolve(representation('new')));
    expect(second.representation.body.toString()).toBe('new');
  });

  it('should retry after a failure', async () => {
    const { cache } = create();
    await expect(cache.representation(['k'], () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(cache.representation(['k'], () => Promise.resolve(representation('a')))).resolves.toBeDefined();
  });

  it('should count bodies, codings and keys, and stay within its memory limit', async () => {
    const { cache } = create(200_000);
    const texts = Array.from(
      { length: 100 },
      (_, index) => `${String(index)} ${Math.random().toString(36).repeat(300)}`,
    );
    for (const [index, text] of texts.entries()) {
      const before = cache.bytes;
      for (const coding of ['identity', 'br', 'gzip', 'zstd']) {
        for (const variant of ['', '?x', '?y'])
          await ask(cache, ['k', index], text, `/${String(index)}${variant}`, coding);
      }
      if (index === 0) expect(cache.bytes - before).toBeGreaterThan(4 * text.length);
      expect(cache.bytes).toBeLessThanOrEqual(200_000);
    }
    cache.clear();
    expect(cache.bytes).toBe(0);
    for (let index = 0; index < 10; index++) await ask(cache, ['k', index], 'x'.repeat(50_000), `/${String(index)}`);
    expect(cache.bytes).toBeLessThanOrEqual(200_000);
  });

  it('should limit the number of URLs per representation', async () => {
    const { cache } = create();
    await ask(cache, ['k'], 'text', '/');
    const once = cache.bytes;
    for (let index = 0; index < 5000; index++) await ask(cache, ['k'], 'text', `/?utm_source=${String(index)}`);
    expect(cache.bytes - once).toBeLessThan(64 * 1024);
  });

  it('should not cache under very long URLs', async () => {
    const { cache } = create();
    await ask(cache, ['k'], 'text', '/');
    const once = cache.bytes;
    await ask(cache, ['k'], 'text', `/?${'x'.repeat(2048)}`);
    expect(cache.bytes).toBe(once);
  });

  it('should evict unused entries first', async () => {
    const { cache } = create(100_000);
    let made = 0;
    const used = (): Promise<unknown> =>
      cache.representation(['used'], () => {
        made++;
        return Promise.resolve(representation('x'.repeat(10_000)));
      });
    for (let index = 0; index < 200; index++) {
      await used();
      await ask(cache, ['other', index], 'y'.repeat(10_000), `/${String(index)}`);
    }
    expect(made).toBe(1);
  });

  it('should reject a rendering if 256 others are queued', async () => {
    const { cache, limits } = create();
    const gate = Promise.withResolvers<Representation>();
    const asked = Array.from({ length: 260 }, (_, index) => cache.representation(['k', index], () => gate.promise));
    await expect(cache.representation(['late'], () => gate.promise)).rejects.toMatchObject({
      kind: 'unavailable',
      extras: { headers: { 'Retry-After': '1' } },
    });
    expect(limits.count('renderings')).toBe(1);
    gate.resolve(representation('a'));
    await Promise.all(asked);
    await expect(cache.representation(['late'], () => gate.promise)).resolves.toBeDefined();
  });
});
