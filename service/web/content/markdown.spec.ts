import { describe, expect, it } from '@jest/globals';
import { collection as faq } from '../../content/collections/faq.collection.ts';
import { readItems } from '../../content/collections/item.ts';
import type { Item } from '../../content/collections/item.ts';
import { excerpt, prose } from './markdown.ts';

function itemOf(answer: string): Item {
  const [item] = readItems(faq, [{ question: 'q', answer }]);
  if (item === undefined) throw new Error('no item');
  return item;
}

describe('prose', () => {
  it.each([
    ['**a** [d](data:text/html,x) ![e](https://x.example/e.png)', '<p><strong>a</strong> [d](data:text/html,x) </p>'],
    ['<p>Hello <b onclick=x>w</b> <i>x</i></p><p>a<br>b', '<p>Hello <strong>w</strong> <em>x</em></p><p>a<br />b</p>'],
    [
      '<div><span style="x">s</span><img src=x onerror=y>t</div><div>u<p>v</p></div>',
      '<div>st</div><div>u<p>v</p></div>',
    ],
    ['<script>alert(1)</script>after', 'after'],
    ['<style>p{}</style><iframe src=x></iframe><svg onload=y></svg>x', 'x'],
    ['<form action=x><input value=1><p>in</p></form>out', '<p>in</p>out'],
    ['<a href="javascript:x" onclick=1>l</a>', '<p><a rel="noopener noreferrer">l</a></p>'],
    ['<table><tr><td>1</td></tr></table>', '<table><tr><td>1</td></tr></table>'],
    ['a < b, <foo-bar>z</foo-bar> & c', '<p>a &lt; b, &lt;foo-bar&gt;z&lt;/foo-bar&gt; &amp; c</p>'],
    ['```\n<b>\n```', '<pre tabindex="0"><code>&lt;b&gt;\n</code></pre>'],
  ])('should render the safe parts of %j and remove the others', (text, html) => {
    expect(prose(itemOf(text), 2).trim()).toBe(html);
  });

  it('should preserve the order of heading levels', () => {
    const levels = (text: string): string[] => prose(itemOf(text), 2).match(/<h\d/g) ?? [];
    expect(levels('# a\n### b\n# c\n## d\n###### e')).toEqual(['<h2', '<h3', '<h2', '<h3', '<h4']);
    expect(levels('<h1>a</h1>\n\n# b\n\n<h5>c</h5>')).toEqual(['<h2', '<h2', '<h3']);
  });

  it('should render each item once per heading level', () => {
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
    ['**Un** deux <b>trois</b> & `<quatre>`', 100, 'Un deux trois & <quatre>'],
    ['<p>a</p><p>b<br>c</p>', 100, 'a b c'],
    ['un deux trois quatre', 12, 'un deux…'],
    ['anticonstitutionnellement', 10, 'anticonsti…'],
    ['😀😀😀😀', 5, '😀😀…'],
  ])('should truncate %j to %i characters', (text, length, expected) => {
    expect(excerpt(itemOf(text), length)).toBe(expected);
  });
});
