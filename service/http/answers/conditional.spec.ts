import { describe, expect, it } from '@jest/globals';
import { hasPrecondition, isNotModified, meetsPrecondition } from './conditional.ts';

describe(isNotModified.name, () => {
  const modified = Date.UTC(2026, 0, 1, 0, 0, 0, 900);
  it.each<[Record<string, string>, boolean]>([
    [{}, false],
    [{ 'if-none-match': 'W/"a"' }, true],
    [{ 'if-none-match': '"a"' }, true],
    [{ 'if-none-match': '"b", W/"a"' }, true],
    [{ 'if-none-match': ' * ' }, true],
    [{ 'if-none-match': 'W/"b", W/"aa"' }, false],
    [{ 'if-none-match': '"b", "W/a"' }, false],
    [{ 'if-none-match': '"aW/"' }, false],
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

  it('should find a longer entity tag in a list', () => {
    expect(isNotModified({ 'if-none-match': '"first", "second"' }, 'W/"second"', undefined)).toBe(true);
  });
});

describe('preconditions', () => {
  const modified = Date.UTC(2026, 0, 1, 0, 0, 0, 900);
  it.each<[Record<string, string>, number | undefined, boolean]>([
    [{ 'if-match': '*' }, modified, true],
    [{ 'if-match': ' * ' }, modified, true],
    // Strong comparison: a weak entity tag never matches.
    [{ 'if-match': 'W/"a"' }, modified, false],
    [{ 'if-match': 'W/"a"', 'if-unmodified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, modified, false],
    [{ 'if-match': '*', 'if-unmodified-since': 'Wed, 31 Dec 2025 23:59:59 GMT' }, modified, true],
    [{ 'if-unmodified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, modified, true],
    [{ 'if-unmodified-since': 'Wed, 31 Dec 2025 23:59:59 GMT' }, modified, false],
    [{ 'if-unmodified-since': 'Wed, 31 Dec 2025 23:59:59 GMT' }, undefined, true],
    [{ 'if-unmodified-since': 'yesterday' }, modified, true],
  ])('should be met for %j, last modified %j: %s', (headers, lastModified, expected) => {
    expect(hasPrecondition(headers)).toBe(true);
    expect(meetsPrecondition(headers, lastModified)).toBe(expected);
  });

  it('should be met without these headers', () => {
    expect(hasPrecondition({ 'if-none-match': '*' })).toBe(false);
    expect(meetsPrecondition({ 'if-none-match': '*' }, modified)).toBe(true);
    expect(isNotModified({ 'if-modified-since': 'Thu, 01 Jan 2026 00:00:00 GMT' }, 'W/"a"', undefined)).toBe(false);
  });

  it.each(['Thu, 32 Jan 2026 00:00:00 GMT', ' Thu, 01 Jan 2026 00:00:00 GMT', 'Thu, 01 Jan 2026 00:00:00 GMT '])(
    'should ignore the invalid date %j',
    (date) => {
      expect(isNotModified({ 'if-modified-since': date }, 'W/"a"', 0)).toBe(false);
    },
  );
});
