import { describe, expect, it } from '@jest/globals';
import { keepEvidence, redacted } from './evidence.ts';
import type { WeighedEvidence } from './evidence.ts';

describe('redacted', () => {
  it.each([
    ['GET /login?user=ada&password=secret123&x=1', 'GET /login?user=ada&password=…&x=1'],
    ['GET /?api_key=abcdef', 'GET /?api_key=…'],
    ['GET /?access_token=abc%20def&a=b', 'GET /?access_token=…&a=b'],
    ['{"token": "abcdef","a":1}', '{"token": "…","a":1}'],
    ['Authorization: Bearer abcdef.ghijkl', 'Authorization: Bearer …'],
    ['Authorization: Basic YWRhOnNlY3JldA==', 'Authorization: Basic …'],
    ['key kq_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG used', 'key kq_… used'],
    ['t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl x', 't eyJ… x'],
    ['GET http://ada:secret@example.org/', 'GET http://ada:…@example.org/'],
    ['GET /search?q=password', 'GET /search?q=password'],
    ['a\u001b[31mb\u202ec', 'a\ufffd[31mb\ufffdc'],
  ])('should redact %j', (line, text) => {
    expect(redacted(line)).toBe(text);
  });

  it('should cut long lines, in bounded time', () => {
    const start = performance.now();
    expect(redacted('password=x '.repeat(120_000))).toHaveLength(500);
    expect(performance.now() - start).toBeLessThan(100);
  });
});

describe('keepEvidence', () => {
  it('should keep the first, the last and the strongest lines', () => {
    const kept: WeighedEvidence[] = [];
    for (let at = 0; at < 100; at++) keepEvidence(kept, at, 'file:/log', `line ${String(at)}`, at % 20 === 0 ? 1 : 0.1);
    expect(kept).toHaveLength(10);
    expect(kept.map(({ time }) => time)).toEqual([0, 1, 2, 20, 40, 60, 80, 97, 98, 99]);
  });
});
