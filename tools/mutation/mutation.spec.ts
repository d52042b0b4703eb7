import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { AREAS } from './areas.ts';
import { readHunks } from './changed-lines.ts';
import type { NamedMutant } from './named-mutant.ts';
import { NAMED_MUTANTS } from './named-mutants.ts';
import { Sandbox, applied } from './sandbox.ts';
import { keptIn, sourcesOf } from './stryker.ts';

describe('the named mutants', () => {
  it.each(NAMED_MUTANTS.map((mutant) => [mutant.name, mutant] as const))('should still apply: %s', (_, mutant) => {
    const source = readFileSync(mutant.file, 'utf8');
    expect(applied(mutant, source)).not.toBe(source);
    expect(mutant.specs.filter((spec) => !existsSync(spec))).toEqual([]);
    expect(mutant.specs).not.toEqual([]);
  });

  it('should have unique names', () => {
    expect(new Set(NAMED_MUTANTS.map(({ name }) => name)).size).toBe(NAMED_MUTANTS.length);
  });

  it('should reject a text that does not occur exactly once', () => {
    const mutant: NamedMutant = { name: 'x', file: 'a.ts', find: 'a', replace: 'b', specs: [] };
    expect(() => applied(mutant, 'aa')).toThrow('a.ts contains the text of "x" 2 times, not once: a');
    expect(() => applied(mutant, 'c')).toThrow('0 times');
  });
});

describe('the areas', () => {
  it.each(AREAS.map((area) => [area.name, area] as const))('should have sources and specs: %s', (_, area) => {
    expect(sourcesOf(area)).not.toEqual([]);
    for (const pattern of [...area.sources, ...area.specs])
      expect({ pattern, found: globSync(pattern) }).not.toEqual({ pattern, found: [] });
  });
});

describe(keptIn.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-areas-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('should depend on the specs where coverage is not measured', () => {
    const file = join(directory, 'a.spec.ts');
    const paths = ['a', 'b', 'a'].map((text) => {
      writeFileSync(file, text);
      return keptIn({ name: 'two words', specs: [file], elsewhere: true });
    });
    expect(paths[0]).toMatch(/^reports\/mutation\/two-words-[\da-f]{8}\.json$/);
    expect(paths[1]).not.toBe(paths[0]);
    expect(paths[2]).toBe(paths[0]);
    expect(keptIn({ name: 'two words', specs: [file] })).toBe('reports/mutation/two-words.json');
  });
});

describe(Sandbox.name, () => {
  const mutant: NamedMutant = {
    name: 'a difference',
    file: 'charts/policy/quantity.ts',
    find: '',
    replace: '',
    specs: ['charts/policy/quantity.spec.ts'],
  };

  it('should return the tests that fail, and none for an equivalent change', async () => {
    using sandbox = new Sandbox();
    const source = readFileSync(mutant.file, 'utf8');
    const [line = ''] = /return .*;/.exec(source) ?? [];
    expect(await sandbox.noticedBy({ ...mutant, find: line, replace: 'return -1;' })).not.toEqual([]);
    expect(await sandbox.noticedBy({ ...mutant, find: line, replace: `${line} // the same` })).toEqual([]);
    expect(readFileSync(mutant.file, 'utf8')).toBe(source);
  });
});

describe(readHunks.name, () => {
  it('should return added and changed lines, but no removed ones', () => {
    const diff = [
      '--- a.ts',
      '+++ a.ts',
      '@@ -1 +1 @@',
      '-x',
      '+y',
      '@@ -5,2 +5,0 @@',
      '@@ -9,0 +8,3 @@',
      '--- /dev/null',
      '+++ b.ts',
      '@@ -0,0 +1,2 @@',
    ];
    expect([...readHunks(diff.join('\n'))]).toEqual([
      ['a.ts', ['a.ts:1-1', 'a.ts:8-10']],
      ['b.ts', ['b.ts:1-2']],
    ]);
  });
});
