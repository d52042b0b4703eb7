import { describe, expect, it } from '@jest/globals';
import { decodeField, decodeTarget, isPlain } from './decode.ts';

describe('decodeTarget', () => {
  it.each([
    ['percent encoding, twice', '/%2541', '/a'],
    ['more than twice', '/%252541', '/a'],
    ['%u', '/%u0041', '/a'],
    ['overlong UTF-8', '/%c0%af', '//'],
    ['accents in UTF-8', '/caf%C3%A9', '/café'],
    ['accents in Latin-1', '/caf%E9', '/café'],
    ['full-width letters', '/%EF%BC%A1', '/a'],
    ['HTML entities', '/&lt;&#97;&#x62;', '/<ab'],
    ['escapes of JavaScript', '/\\u0041\\x42', '/ab'],
    ['parameters', '/a?b=c&d', '/a\u0001b\u0002c\u0001d'],
    ['a plus sign in the query only', '/a+b?c=d+e', '/a+b\u0001c\u0002d e'],
    ['comments', '/?a=un/**/ion/*x*/select', '/\u0001a\u0002un ion select'],
    ['executable comments', '/?a=/*!50000union*/', '/\u0001a\u0002 union '],
    ['white space', '/?a=b%09%0A%20c', '/\u0001a\u0002b c'],
    ['NUL', '/a%00b', '/ab'],
    ['broken percent encoding', '/%zz%4', '/%zz%4'],
  ])('should decode %s', (_title, url, text) => {
    expect(decodeTarget(url).folded).toBe(text);
  });

  it('should take off what hides a word from a filter', () => {
    expect(decodeTarget(`/?a=c''a\\t$IFS/e[t]c/pa^sswd`).shell).toBe('/\u0001a\u0002cat /etc/passwd');
  });

  it.each([
    ['hasOverlong', '/%c0%ae', true],
    ['hasOverlong', '/%C3%A9', false],
    ['hasInvalidUtf8', '/%E2%A3', true],
    ['hasInvalidUtf8', '/%E9t%E9', false],
    ['hasEncodedStep', '/a/%2e%2e/b', true],
    ['hasEncodedStep', '/a/..%2fb', true],
    ['hasEncodedStep', '/a/../b', false],
    ['hasEncodedStep', '/a/%20..b', false],
  ] as const)('should say whether %s for %s', (fact, url, value) => {
    expect(decodeTarget(url)[fact]).toBe(value);
  });

  it('should keep line breaks in the text that shows them', () => {
    expect(decodeTarget('/a%0d%0ab').text).toBe('/a\r\nb');
    expect(decodeField('A+B?c').folded).toBe('a+b?c');
  });

  it('should know what needs no decoding', () => {
    expect(isPlain('/a/B-1.html?c=d&e')).toBe(true);
    for (const url of ['/%41', '/a+b', '/"', '/é', '/\\', "/'", '/$', '/[', '/a*']) expect(isPlain(url)).toBe(false);
  });
});
