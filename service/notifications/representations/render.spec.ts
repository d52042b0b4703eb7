import { describe, expect, it } from '@jest/globals';
import MarkdownIt from 'markdown-it';
import { HTML, MARKDOWN, render, TEXT } from './render.ts';
import type { Notification } from './render.ts';

const report: Notification = {
  subject: 'Blocked addresses',
  blocks: [
    '3 addresses & more',
    ['203.0.113.7', '2001:db8::1'],
    { text: 'Report', url: 'https://example.org/a?b=1&c=2' },
  ],
};

/** Texts that try to inject markup. */
const HOSTILE = [
  'a\r\nBcc: victim@example.org',
  'a\n\n# heading\n\n- item\u2028> quote\u2029',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  "\"><b onclick='x'>&lt;b&gt; &#60;i&#62;",
  '**bold** _em_ ~~gone~~ `code` ``` # 1. - + > $x$ :smile:',
  '[click](javascript:alert(1)) ![pixel](http://evil.example/p.png) <http://evil.example|safe>',
  '| a | b |\n|---|---|',
  '@all @channel @here @admin \\@all <!here> <!channel> &#64;all (@here) x@here:',
  'https://evil.example www.evil.example javascript:alert(1) mattermost://x',
  '\u202Egnp.exe\u200B\u2066x\u0000\u001b[31mred\ud800',
];

/** Returns the words of a post in which Mattermost looks for mentions, after decoding entities and escapes. */
function words(shown: string): string[] {
  return shown.split(/[^\p{L}\p{N}:._@-]+/u);
}

/** Returns the text of rendered Markdown, without tags. */
function shownBy(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

describe(render, () => {
  it('should render a notification as plain text, HTML and Markdown', () => {
    expect(render(report, TEXT)).toBe(
      '3 addresses & more\n\n- 203.0.113.7\n- 2001:db8::1\n\nReport: https://example.org/a?b=1&c=2\n',
    );
    expect(render(report, HTML)).toBe(
      '<!doctype html><meta charset="utf-8"><title>Blocked addresses</title><h1>Blocked addresses</h1>\n' +
        '<p>3 addresses &amp; more</p>\n<ul>\n<li>203.0.113.7</li>\n<li>2001:db8::1</li>\n</ul>\n' +
        '<p><a href="https://example.org/a?b=1&amp;c=2">Report</a></p>\n',
    );
    expect(render(report, MARKDOWN)).toBe(
      '#### Blocked addresses\n\n3 addresses &amp; more\n\n- 203\\.0\\.113\\.7\n- 2001&#58;db8&#58;&#58;1\n\n' +
        '[Report](https://example.org/a?b=1&amp;c=2)',
    );
  });

  it.each(HOSTILE)('should neutralize %j in all formats', (text) => {
    const notification = { subject: text, blocks: [text, [text], { text, url: 'https://example.org/' }] };
    const markdown = render(notification, MARKDOWN);
    const html = new MarkdownIt({ html: true, linkify: true }).render(markdown);
    // The text adds no elements, lines or links to those of the template.
    const tags =
      /^<h4>[^<]*<\/h4>\n<p>[^<]*<\/p>\n<ul>\n<li>[^<]*<\/li>\n<\/ul>\n<p><a href="https:\/\/example\.org\/">[^<]*<\/a><\/p>\n$/;
    expect(html).toMatch(tags);
    expect(markdown).not.toMatch(/<|https?:\/\/(?!example\.org\/\))|www\.|:\w+:|(?<!\\)`/);
    expect(words(shownBy(html)).filter((word) => /@./.test(word))).toEqual([]);
    // The visible text is unchanged.
    const visible = text
      .toWellFormed()
      .replace(/\p{Cf}/gu, '')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim();
    expect(shownBy(html).replaceAll('\u200b', '').split('\n')[1]).toBe(visible);

    const page = render(notification, HTML);
    expect(
      page.replace(/<\/?(?:title|h1|p|ul|li|a)>|<!doctype html>|<meta charset="utf-8">|<a href="https:[^"]*">/g, ''),
    ).not.toContain('<');
    expect(page.split('\n')).toHaveLength(7);
    expect(shownBy(page.split('\n')[1] ?? '').replaceAll('&#39;', "'")).toBe(visible);
    expect(render(notification, TEXT)).toBe(`${visible}\n\n- ${visible}\n\n${visible}: https://example.org/\n`);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'https://user:pw@example.org/',
    'not an address',
    `https://example.org/${'a'.repeat(3000)}`,
  ])('should show only the text of a link to %.40s', (url) => {
    const notification = { subject: 's', blocks: [{ text: 'Report', url }] };
    expect([TEXT, HTML, MARKDOWN].map((format) => render(notification, format))).toEqual([
      'Report\n',
      expect.stringMatching(/<\/h1>\n<p>Report<\/p>\n$/),
      '#### s\n\nReport',
    ]);
  });

  it('should keep a link intact', () => {
    const notification = {
      subject: 's',
      blocks: [{ text: 'x', url: 'https://example.org/a)"\'><b>|[@all`\\?$q=a|b' }],
    };
    const href = 'https://example.org/a%29%22%27%3E%3Cb%3E%7C[%40all%60/?%24q=a%7Cb';
    expect(render(notification, TEXT)).toBe(`x: ${href}\n`);
    expect(render(notification, HTML)).toContain(`<p><a href="${href}">x</a></p>`);
    expect(new MarkdownIt().render(render(notification, MARKDOWN))).toContain(
      '<p><a href="https://example.org/a%29%22',
    );
  });

  it('should truncate texts, and omit and count lines that do not fit', () => {
    const long = '*'.repeat(1_000_000);
    const notification = { subject: long, blocks: [Array.from({ length: 1000 }, () => long), 'last'] };
    for (const [format, max] of [
      [TEXT, 100_100],
      [HTML, 201_000],
      [MARKDOWN, 16_000],
    ] as const) {
      const text = render(notification, format);
      expect(text.length).toBeLessThan(max);
      expect(text).toMatch(/… [89]\d\d more lines were omitted/);
    }
    const short = { subject: long, blocks: [Array.from({ length: 20_000 }, () => '')] };
    expect(render(short, MARKDOWN).length).toBeLessThan(16_383);
    expect(render({ subject: 's', blocks: [long] }, TEXT)).toBe(`${'*'.repeat(999)}…\n`);
    expect(render({ subject: long, blocks: [] }, HTML)).toContain(`<h1>${'*'.repeat(199)}…</h1>`);
  });
});
