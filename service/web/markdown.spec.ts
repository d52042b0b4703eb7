import { describe, expect, it } from '@jest/globals';
import { collection as faq } from '../content/collections/faq.collection.ts';
import { readItems } from '../content/collections/item.ts';
import type { Item } from '../content/collections/item.ts';
import { excerpt, prose } from './markdown.ts';

function itemOf(answer: string): Item {
  const [item] = readItems(faq, [{ question: 'q', answer }]);
  if (item === undefined) throw new Error('no item');
  return item;
}

describe('prose', () => {
  it('should render what is useful and drop what is not safe', () => {
    const text = '**a** <b onclick=x>c</b> [d](data:text/html,x) ![e](https://x.example/e.png)';
    expect(prose(itemOf(text), 2).trim()).toBe(
      '<p><strong>a</strong> &lt;b onclick=x&gt;c&lt;/b&gt; [d](data:text/html,x) </p>',
    );
  });

  it('should keep the headings of the page in order', () => {
    const levels = (text: string): string[] => prose(itemOf(text), 2).match(/<h\d/g) ?? [];
    expect(levels('# a\n### b\n# c\n## d\n###### e')).toEqual(['<h2', '<h3', '<h2', '<h3', '<h4']);
  });

  it('should render each level of an item once', () => {
    const item = itemOf('# a');
    let reads = 0;
    const counted: Item = {
      ...item,
      get body() {
        reads++;
        return item.body;
      },
    };
    expect([prose(counted, 2), prose(counted, 2), prose(counted, 3)]).toEqual([
      '<h2>a</h2>\n',
      '<h2>a</h2>\n',
      '<h3>a</h3>\n',
    ]);
    expect(reads).toBe(2);
  });
});

describe('excerpt', () => {
  it.each([
    ['**Un** deux <b>trois</b> & quatre', 100, 'Un deux <b>trois</b> & quatre'],
    ['un deux trois quatre', 12, 'un deux…'],
    ['anticonstitutionnellement', 10, 'anticonsti…'],
    ['😀😀😀😀', 5, '😀😀…'],
  ])('should cut %j at %i characters', (text, length, expected) => {
    expect(excerpt(itemOf(text), length)).toBe(expected);
  });
});
