import { describe, expect, it } from '@jest/globals';
import { isNotModified } from './conditional.ts';

describe(isNotModified.name, () => {
  const modified = Date.UTC(2026, 0, 1, 0, 0, 0, 900);
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ 'if-none-match': 'W/"a"' }, true],
    [{ 'if-none-match': '"a"' }, true],
    [{ 'if-none-match': '"b", W/"a"' }, true],
    [{ 'if-none-match': '*' }, true],
    [{ 'if-none-match': '"b"' }, false],
    [{ 'if-none-match': 'a' }, false],
    [{ 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, true],
    [{ 'if-modified-since': 'Wed, 31 Dec 2025 23:59:59 GMT' }, false],
    [{ 'if-modified-since': 'Thursday, 01-Jan-26 00:00:00 GMT' }, true],
    [{ 'if-modified-since': 'Thu Jan  1 00:00:00 2026' }, true],
    [{ 'if-modified-since': 'yesterday' }, false],
    [{ 'if-modified-since': '2027' }, false],
    [{ 'if-modified-since': 'Fri, 01 Jan 2027' }, false],
    [{ 'if-modified-since': 'Fri, 01 Jan 2027 00:00:00 +0000' }, false],
    [{ 'if-none-match': '"b"', 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, false],
  ])('should return for %j: %s', (headers, expected) => {
    expect(isNotModified(headers, 'W/"a"', modified)).toBe(expected);
  });
});
