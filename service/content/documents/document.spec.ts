import { describe, expect, it } from '@jest/globals';
import { documentLimits } from './document-limits.ts';
import { parseDocument } from './document.ts';

const limits = documentLimits(1_048_576);
const parse = (name: string, text: string | Buffer): unknown => parseDocument(name, Buffer.from(text), limits).value;
const bomb = `a: &a [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n${[...'bcdefghi']
  .map(
    (name, index) =>
      `${name}: &${name} [${Array(9)
        .fill(`*${'abcdefgh'[index] ?? ''}`)
        .join(',')}]`,
  )
  .join('\n')}\n`;

describe('parseDocument', () => {
  describe('accepts', () => {
    it.each<[string, string, unknown]>([
      ['a.json', '{"a":[1,-0.5e-3,"\\u00e9\\n",null,true]}', { a: [1, -0.0005, 'é\n', null, true] }],
      ['a.json', '\uFEFF {"a":1} \r\n', { a: 1 }],
      ['a.yaml', '\uFEFFa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
      ['a.yaml', 'country: no\nyes: on\n', { country: 'no', yes: 'on' }],
      ['a.yaml', 'a: 010\nb: 0o10\nc: 0x1F\nd: 1_000\ne: 1:30\n', { a: 10, b: 8, c: 31, d: '1_000', e: '1:30' }],
      ['a.yaml', 'a: 2026-02-15\nb: 2026-02-15T10:00:00Z\n', { a: '2026-02-15', b: '2026-02-15T10:00:00Z' }],
      ['a.yml', 'x: &x {a: 1}\ny:\n  <<: *x\n  b: 2\n', { x: { a: 1 }, y: { a: 1, b: 2 } }],
      ['a.yaml', 'a: "\\0"\n', { a: '\0' }],
    ])('should read %s %j', (name, text, value) => {
      expect(parse(name, text)).toEqual(value);
    });

    it.each(['a.json', 'a.yaml'])('should treat __proto__ as an ordinary key in %s', (name) => {
      const value = parse(name, '{"__proto__": {"admin": true}, "constructor": 1}') as Record<string, unknown>;
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
      expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
      expect((value as { admin?: boolean }).admin).toBeUndefined();
    });
  });

  describe('refuses, saying where and why', () => {
    it.each<[string, string | Buffer, number, number, RegExp]>([
      ['a.json', '', 1, 1, /empty/],
      ['a.yaml', ' \n\n', 1, 1, /empty/],
      ['a.yaml', '# only a comment\n', 1, 1, /empty/],
      ['a.json', '{"a": 1,\n "a": 2}', 2, 2, /duplicate key "a"/],
      ['a.yaml', 'a: 1\na: 2\n', 2, 1, /duplicated mapping key/],
      ['a.json', '[1,\n 2,]', 2, 4, /value expected, "\]" found/],
      ['a.json', '{"a" 1}', 1, 6, /":" expected/],
      ['a.json', '[1] x', 1, 5, /after the end of the document/],
      ['a.json', '["a', 1, 2, /unterminated string/],
      ['a.json', '["\\x"]', 1, 3, /escape/],
      ['a.json', '["a\tb"]', 1, 4, /control character/],
      ['a.json', '[01]', 1, 3, /number/],
      ['a.json', '[12345678901234567890]', 1, 2, /lose digits/],
      ['a.json', '[1e400]', 1, 2, /too large/],
      ['a.yaml', 'a: 1\nb: 12345678901234567890\n', 2, 4, /lose digits/],
      ['a.yaml', 'a: .inf\n', 1, 4, /cannot be represented in JSON/],
      ['a.yaml', 'a: 1\n---\na: 2\n', 3, 1, /second YAML document/],
      ['a.yaml', 'a:\n\tb: 1\n', 2, 1, /tab/],
      ['a.yaml', 'a: !!js/function "x"\n', 1, 4, /unknown scalar tag/],
      ['a.yaml', Buffer.from([0x61, 0x3a, 0x20, 0x0a, 0x62, 0xff]), 2, 2, /not UTF-8/],
      ['a.json', Buffer.from('\uFEFF{}', 'utf16le'), 1, 1, /UTF-16/],
      ['a.json', '['.repeat(65) + ']'.repeat(65), 1, 65, /deeper than 64/],
      ['a.yaml', '['.repeat(10_000) + ']'.repeat(10_000), 1, 64, /maxDepth \(64\)/],
      ['a.yaml', bomb, 7, 12, /expand to more than 4194304/],
      ['a.json', `"${'a'.repeat(1_048_576)}"`, 1, 1, /at most 1048576 are allowed/],
    ])('should reject %s, case %#', (name, text, line, column, reason) => {
      expect(() => parse(name, text)).toThrow(
        expect.objectContaining({
          name: 'DocumentError',
          position: { line, column },
          reason: expect.stringMatching(reason),
        }),
      );
    });
  });

  it.each([
    ['a.json', '{"events": [\n  {"title": "A"},\n  {"title": 5}\n]}'],
    ['a.yaml', 'events:\n  - title: A\n  - {   "title": 5}\n'],
  ])('should locate a value in %s', (name, text) => {
    const document = parseDocument(name, Buffer.from(text), limits);
    expect(document.locate(['events', 1, 'title'])).toEqual({ line: 3, column: name === 'a.json' ? 13 : 18 });
    expect(document.locate(['events', 1, 'missing']).line).toBe(3);
    expect(document.locate([])).toEqual({ line: 1, column: 1 });
  });
});
