import { describe, expect, it } from '@jest/globals';
import { visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['L&#39;&eacute;cole de R&eacute;sidence', "L'école de Résidence"],
    ['a<script>var zebra=1</script>b<style>.giraffe{}</style>c', 'a b c'],
    ['a <SCRIPT>x</SCRIPT >b', 'a  b'],
    ['**gras**se et ~~rien~~', 'grasse et rien'],
    ['`<walrus>` &amp; `&amp;`', '<walrus> & &amp;'],
    ['<p class="hidden">x</p><p>y<br>z', ' x  y z'],
    ['gr<b>a</b>s', 'gras'],
    ['[fête](https://link.example/x "Titre")', '[fête]'],
    ['a < b, 1 <2', 'a < b, 1 <2'],
    ['a<!-- hidden -->b', 'a b'],
    ['a<script>never closed', 'a '],
    ['<https://shown.example>', '<https://shown.example>'],
  ])('reads %j', (markdown, expected) => {
    expect(visibleText(markdown)).toBe(expected);
  });

  it.each([
    '<',
    '`',
    '](',
    '<a ',
    '<script>',
    '<!--',
    '&#',
    '<p',
    '[a]:',
    '`a',
    '<b>`',
    '<script></script>',
    '<p></script>',
  ])('takes one pass over a mebibyte of %j', (piece) => {
    const before = process.threadCpuUsage();
    visibleText(piece.repeat(Math.ceil(1_048_576 / piece.length)));
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(1500);
  });
});
