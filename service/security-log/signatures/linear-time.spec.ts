import { describe, expect, it } from '@jest/globals';
import { requiredLiterals } from './required-literals.ts';
import type { Signature } from './signature.ts';
import * as code from './code.ts';
import * as command from './command.ts';
import * as crossSiteScripting from './cross-site-scripting.ts';
import * as files from './files.ts';
import * as probes from './probes.ts';
import * as protocol from './protocol.ts';
import * as scanners from './scanners.ts';
import * as session from './session.ts';
import * as sql from './sql.ts';

const FILES = { code, command, crossSiteScripting, files, probes, protocol, scanners, session, sql };
const SIGNATURES = Object.entries(FILES).flatMap(([file, lists]) =>
  Object.values(lists)
    .filter((list): list is readonly Signature[] => Array.isArray(list))
    .flat()
    .map(({ pattern, name }, at) => ({ title: `${file} ${String(at)} (${name})`, pattern })),
);
const SMALL = 32_768;
const LARGE = 1_048_576;

function milliseconds(pattern: RegExp, unit: string, length: number): number {
  const text = `${unit.repeat(Math.ceil(length / unit.length)).slice(0, length)}\u0003`;
  const start = performance.now();
  pattern.test(text);
  return performance.now() - start;
}

/** What an expression begins with and repeats: its own literals, alone and followed by what might continue them. */
function units(pattern: RegExp): readonly string[] {
  const literals = [...requiredLiterals(pattern)].sort((left, right) => left.length - right.length).slice(0, 2);
  return ['a', ' ', "'", '/', '\u0002', ...literals.flatMap((literal) => [literal, `${literal} `, `${literal}a`])];
}

describe('the time of signatures', () => {
  it('should cover every signature', () => {
    expect(SIGNATURES.length).toBeGreaterThan(150);
  });

  // A quadratic expression takes a thousand times as long for 32 times the text, and seconds for a megabyte; a linear one 32 times.
  it.each(SIGNATURES)('should grow with the length of the text: $title', ({ pattern }) => {
    for (const unit of units(pattern)) {
      const small = Math.max(1, Math.min(milliseconds(pattern, unit, SMALL), milliseconds(pattern, unit, SMALL)));
      expect(small).toBeLessThan(1000);
      expect(milliseconds(pattern, unit, LARGE)).toBeLessThan(Math.max(1000, small * 200));
    }
  });
});
