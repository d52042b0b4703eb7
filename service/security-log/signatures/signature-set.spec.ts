import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeTarget, isPlain } from './decode.ts';
import { ADMIN_INTERFACE, EXPLOITED_PATH, SENSITIVE_FILE } from './probes.ts';
import { SignatureSet } from './signature-set.ts';
import { signatures } from './signature.ts';
import type { Match } from './signature.ts';
import { COMMAND } from './command.ts';
import { SQL } from './sql.ts';
import { requiredLiterals } from './required-literals.ts';

const ALL = [...SQL, ...COMMAND, ...SENSITIVE_FILE, ...ADMIN_INTERFACE, ...EXPLOITED_PATH];
const SET = new SignatureSet(ALL);

function found(set: SignatureSet, text: string): readonly Match[] {
  const matches: Match[] = [];
  set.find(text, matches);
  return matches;
}

describe('SignatureSet', () => {
  it('should find what overlaps and ends in one another', () => {
    const set = new SignatureSet(
      signatures('x', 'probe', [
        [1, /she/],
        [0.5, /he/],
        [0.1, /hers/],
      ]),
    );
    expect(
      found(set, 'ushers')
        .map(({ weight }) => weight)
        .sort(),
    ).toEqual([0.1, 0.5, 1]);
    expect(found(set, 'x')).toEqual([]);
    expect(found(set, 'he he')).toHaveLength(1);
  });

  it('should try each expression that matches, whatever the text', () => {
    const literals = ALL.flatMap(({ pattern }) => requiredLiterals(pattern).slice(0, 20));
    const part = fc.oneof(
      fc.constantFrom(...literals),
      fc.constantFrom(' ', '1', "'", '=', '/', '.', '\u0001', '\u0002', '(', ')', ';', '-', 'a', 'php', '%'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        expect(found(SET, text)).toHaveLength(ALL.filter(({ pattern }) => pattern.test(text)).length);
      }),
      { numRuns: 2000 },
    );
  });

  it('should screen plain targets without missing one', () => {
    const part = fc.constantFrom(
      '/',
      '.',
      'wp-login.php',
      '.ENV',
      '/.git/',
      '?',
      '&',
      '=',
      'a',
      'cmd',
      'ls',
      ';',
      '(',
      ')',
      'Sleep(5',
      '.sql',
      'author',
      '1',
      '..',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 10 }), (parts) => {
        const url = `/${parts.join('')}`;
        expect(isPlain(url)).toBe(true);
        if (!SET.mayContain(url)) expect(found(SET, decodeTarget(url).folded)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(SET.mayContain('/news/summer-12.html?page=2')).toBe(false);
    expect(SET.mayContain('/.ENV')).toBe(true);
  });
});
