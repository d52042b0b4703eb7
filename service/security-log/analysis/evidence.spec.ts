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
    ['{"authorization":"Bearer opaque123456","a":1}', '{"authorization":"…","a":1}'],
    ['{"cookie":"a=b; sessionid=zzz; csrf=qqq"}', '{"cookie":"…"}'],
    ['"Cookie: theme=x; remember_me=secret" 200', '"Cookie: …" 200'],
    ['{"headers":{"Cookie":["a=secret"]}}', '{"headers":{"Cookie":["…"]}}'],
    ['{"password":"correct horse, \\"battery\\"","a":1}', '{"password":"…","a":1}'],
    ['{"log":"{\\"password\\":\\"secret\\",\\"a\\":1}"}', '{"log":"{\\"password\\":\\"…\\",\\"a\\":1}"}'],
    ['GET /?x=%7B%22password%22%3A%22secret%22%7D', 'GET /?x=%7B%22password%22%3A%22…%22%7D'],
    ['GET /?user[password]=secret&x=1', 'GET /?user[password]=…&x=1'],
    ['GET /?user%5Bpassword%5D=secret&x=1', 'GET /?user%5Bpassword%5D=…&x=1'],
    ['GET /?newPassword=a;b,c&x=1', 'GET /?newPassword=…&x=1'],
    ['GET /?next=%2Fa%3Fpassword%253Dsecret', 'GET /?next=%2Fa%3Fpassword%253D…'],
    ['GET /?mdp=secret&mot_de_passe=secret', 'GET /?mdp=…&mot_de_passe=…'],
    ['GET /?jwt=eyJhbGciOiJkaXIifQ..a.b.c', 'GET /?jwt=…'],
    [`GET /x/eyJhbGciOiJkaXIifQ.${'a'.repeat(3000)}`, 'GET /x/eyJ…'],
    ['X-Api-Key: abcdef', 'X-Api-Key: …'],
    ['Authorization: Token abcdef', 'Authorization: Token …'],
    ['GET /?to=https%3A%2F%2Fada%3Asecret%40example.org', 'GET /?to=https%3A%2F%2Fada%3A…@example.org'],
    ['GET /?barcode=12&spin=1&monkey=x', 'GET /?barcode=12&spin=1&monkey=x'],
    ['a\u001b[31mb\u202ec', 'a\ufffd[31mb\ufffdc'],
  ])('should redact %j', (line, text) => {
    expect(redacted(line)).toBe(text);
  });

  it('should cut long lines, in bounded time', () => {
    const start = performance.now();
    expect(redacted('password=x '.repeat(120_000))).toHaveLength(500);
    expect(performance.now() - start).toBeLessThan(100);
    expect(redacted('odd password=secret', 9)).toBe('odd pass…');
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
