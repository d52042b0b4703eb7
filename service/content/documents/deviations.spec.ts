import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { documentLimits } from './document-limits.ts';
import { parseDocument } from './document.ts';

/**
 * Where the service refuses what JSONTestSuite and the YAML test suite accept, by the suites' own case names. Nothing is accepted that a
 * suite refuses. docs/documents.md lists the same names; the suites themselves are run with `npm run content:check`.
 */
const DEVIATIONS: Readonly<Record<string, readonly [file: string, text: string][]>> = {
  'duplicate keys': [
    ['y_object_duplicated_key.json', '{"a":"b","a":"c"}'],
    ['y_object_duplicated_key_and_value.json', '{"a":"b","a":"b"}'],
    ['2JQS.yaml', ': a\n: b\n'],
  ],
  'several documents': [
    [
      '5TYM.yaml',
      '%TAG !m! !my-\n--- # Bulb here\n!m!light fluorescent\n...\n%TAG !m! !my-\n--- # Color here\n!m!light green\n',
    ],
    ['7Z25.yaml', '---\na: b\n...\nkey: value\n'],
    ['9DXL.yaml', 'Mapping: Document\n---\n# Empty\n...\n%YAML 1.2\n---\nmatches %: 20\n'],
    ['9KAX.yaml', '---\n&a1\n!!str\nscalar1\n---\n!!str\n&a2\nscalar2\n'],
    ['KSS4.yaml', '--- "quoted\nstring"\n--- &node foo\n'],
    ['L383.yaml', '--- foo  # comment\n--- foo  # comment\n'],
    ['NKF9.yaml', '---\nkey: value\n: empty key\n---\n{\n key: value, : empty key\n}\n'],
    ['PUW8.yaml', '---\na: b\n---\n'],
    ['RZT7.yaml', '---\nTime: 2001-11-23 15:01:42 -5\nUser: ed\n---\nTime: 2001-11-23 15:02:31 -5\n'],
    ['UT92.yaml', '---\n{ matches\n% : 20 }\n...\n---\n# Empty\n...\n'],
  ],
  'nothing in the file': [
    ['8G76.yaml', '  # Comment\n   \n\n\n'],
    ['98YD.yaml', '# Comment only.\n'],
    ['AVM7.yaml', ''],
  ],
  'tags beyond the core schema': [
    ['2XXW.yaml', '--- !!set\n? Mark McGwire\n'],
    ['565N.yaml', 'generic: !!binary |\n  R0lGODlhDAAMAIQAAP\n'],
    ['6CK3.yaml', '%TAG !e! tag:example.com,2000:app/\n---\n- !local foo\n- !!str bar\n- !e!tag%21 baz\n'],
    ['CUP7.yaml', 'anchored: !local &anchor value\nalias: *anchor\n'],
    ['J7PZ.yaml', '--- !!omap\n- Mark McGwire: 65\n'],
    ['M5C3.yaml', 'literal: |2\n  value\nfolded:\n   !foo\n  >1\n value\n'],
    ['UGM3.yaml', '--- !<tag:clarkevans.com,2002:invoice>\ninvoice: 34843\n'],
    ['Z9M4.yaml', '%TAG !e! tag:example.com,2000:app/\n---\n- !e!foo "bar"\n'],
  ],
  'keys that are lists or objects': [
    ['4FJ6.yaml', '---\n[\n  [ a, [ [[b,c]]: d, e]]: 23\n]\n'],
    ['KK5P.yaml', 'complex1:\n  ? - a\ncomplex2:\n  ? - a\n  : b\n'],
    ['V9D5.yaml', '- sun: yellow\n- ? earth: blue\n  : moon: white\n'],
  ],
};

describe('deviations from the parser suites', () => {
  const page = readFileSync(new URL('../../../docs/documents.md', import.meta.url), 'utf8');

  it.each(Object.values(DEVIATIONS).flat())('should reject %s, as documented', (file, text) => {
    expect(() => parseDocument(file, Buffer.from(text), documentLimits(65_536))).toThrow(
      expect.objectContaining({ name: 'DocumentError' }),
    );
    expect(page).toContain(file.replace(/\.yaml$/, ''));
  });
});
