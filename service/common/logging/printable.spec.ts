import { describe, expect, it } from '@jest/globals';
import { printable } from './printable.ts';

describe(printable.name, () => {
  it.each([
    ['curl/8.5.0', 'curl/8.5.0'],
    ['caf\u00e9 \u{1f600}', 'caf\u00e9 \u{1f600}'],
    ['a\u0000b\r\nc\td', 'a\ufffdb\ufffd\ufffdc\ufffdd'],
    ['\u001b[31mred\u009b0m', '\ufffd[31mred\ufffd0m'],
    ['a\u2028b\u202ec\u200bd\ufeff', 'a\ufffdb\ufffdc\ufffdd\ufffd'],
    ['\ud83d alone', '\ufffd alone'],
    ['', ''],
  ])('turns %j into %j', (given, expected) => {
    expect(printable(given, 100)).toBe(expected);
  });

  it('cuts long texts, also in the middle of a character', () => {
    expect(printable('abcdef', 4)).toBe('abc\u2026');
    expect(printable('abcd', 4)).toBe('abcd');
    expect(printable('ab\u{1f600}cd', 4)).toBe('ab\ufffd\u2026');
  });
});
