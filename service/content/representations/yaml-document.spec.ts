import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { toYaml } from '../../http/representations/yaml.ts';
import { withList } from '../collections/read-collection.ts';
import type { CollectionDocument } from '../collections/read-collection.ts';
import type { ItemValue } from '../collections/item.ts';
import { itemYaml, joinYaml, yamlParts } from './yaml-document.ts';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    'no',
    '012',
    'a\nb',
    '  a\n\n b\n',
    '\n',
    '- x',
    '# y',
    '2026-01-01',
    'x: y',
    "'",
    '"',
    '|',
    '\u2028',
    '\t',
  ),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value;
const item = fc.dictionary(text, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true }) as fc.Arbitrary<ItemValue>;
const items = fc.array(item, { maxLength: 4 });

describe('joinYaml', () => {
  it('gives the text that writing the whole document gives', () => {
    fc.assert(
      fc.property(
        items,
        fc.option(text, { nil: undefined }),
        value,
        fc.func(fc.boolean()),
        (list, key, other, pick) => {
          const listKey = key === '__proto__' ? 'list' : key;
          const document = {
            value: listKey === undefined ? list : { [`${listKey}a`]: other, [listKey]: list, [`${listKey}z`]: other },
            listKey,
          };
          const positions = list.flatMap((_, index) => (pick(index) ? [index] : []));
          const kept = list.filter((_, index) => positions.includes(index));
          const joined = joinYaml(yamlParts(document), positions);
          const whole = toYaml(withList(document, kept));
          // Keys of several lines are written in another, equally valid form.
          if (/^\? /m.test(whole)) expect(load(joined)).toEqual(load(whole));
          else expect(joined).toBe(whole);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('itemYaml', () => {
  it('gives the text that writing the item gives', () => {
    fc.assert(
      fc.property(item, fc.boolean(), (one, isNested) => {
        const document: CollectionDocument = isNested
          ? { value: { list: [one] }, listKey: 'list' }
          : { value: [one], listKey: undefined };
        const text = itemYaml(yamlParts(document), 0);
        const whole = toYaml(one);
        if (/^ *(?:- )*\? /m.test(whole)) expect(load(text)).toEqual(load(whole));
        else expect(text).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });
});
