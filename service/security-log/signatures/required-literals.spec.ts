import { describe, expect, it } from '@jest/globals';
import { requiredLiterals } from './required-literals.ts';

describe('requiredLiterals', () => {
  it.each<[RegExp, readonly string[]]>([
    [/abc/, ['abc']],
    [/a|bc/, ['a', 'bc']],
    [/ab?c/, ['ac', 'abc']],
    [/x[ab]y/, ['xay', 'xby']],
    [/select .{0,9}from/, ['select ']],
    [/(?:etc|proc)[/\\]{1,3}z/, ['etc/', 'etc\\', 'proc/', 'proc\\']],
    [/\w{1,5}\.(?:bak|old)$/, ['.bak', '.old']],
    [/(?<![\w-])union\b(?= select)/, ['union']],
    [/\u0002\x41\n/, ['\u0002A\n']],
    [/\.{2,4}x/, ['..']],
    [/a{0,1}bcd+/, ['abcd', 'bcd']],
    [/(?:ab)+c/, ['ab']],
  ])('should read %s', (pattern, literals) => {
    expect([...requiredLiterals(pattern)].sort()).toEqual([...literals].sort());
  });

  it.each([/\w+/, /a?/, /a|.*/, /(?:)/])('should refuse %s, which would be tried on everything', (pattern) => {
    expect(() => requiredLiterals(pattern)).toThrow('requires no text');
  });
});
