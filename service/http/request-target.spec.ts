import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseRequestTarget, toOriginForm } from './request-target.ts';

describe('parseRequestTarget', () => {
  it.each([
    ['/news', '/news', ''],
    ['/news?page=2&q=a+b', '/news', 'page=2&q=a+b'],
    ['/news?', '/news', ''],
    ['/news#part?x', '/news', ''],
    ['*', '*', ''],
    ['http://example.org/news?page=2', '/news', 'page=2'],
    ['http://example.org', '/', ''],
    ['http://example.org?page=2', '/', 'page=2'],
    ['http://[/x', '/x', ''],
    ['http://a:99999/z', '/z', ''],
    ['//', '/', ''],
    ['//[', '/[', ''],
    ['/\\[', '/[', ''],
    ['//evil.example/%zz', '/evil.example/%zz', ''],
    ['/%2e%2e/x', '/%2e%2e/x', ''],
    ['', '/', ''],
    [undefined, '/', ''],
  ])('reads %j', (target, path, query) => {
    const parsed = parseRequestTarget(target);
    expect(parsed.path).toBe(path);
    expect(parsed.searchParams.toString()).toBe(query);
  });

  it('never throws, and never gives a path that leads to another host', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, prefix) => {
        const link = parseRequestTarget(prefix + text).with({ lang: 'fr' });
        expect(link).toMatch(/^(?:\/(?![/\\])|\*)/);
      }),
    );
  });
});

describe('RequestTarget.with', () => {
  it('changes and removes parameters', () => {
    const target = parseRequestTarget('/news?page=2&q=x');
    expect(target.with({ page: null })).toBe('/news?q=x');
    expect(target.with({ page: null, q: null })).toBe('/news');
    expect(target.with({ lang: 'fr' })).toBe('/news?page=2&q=x&lang=fr');
  });
});

describe('toOriginForm', () => {
  it.each([
    ['/news?x', '/news?x'],
    ['*', '*'],
    ['http://[/news', '/news'],
    ['http://example.org?x', '/?x'],
    ['//', '//'],
  ])('turns %j into %j', (target, expected) => {
    expect(toOriginForm(target)).toBe(expected);
  });
});
