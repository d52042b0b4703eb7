import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';
import type { Item } from '../../content/collections/item.ts';

/** Exports of other systems hold HTML, so it is let through here; what is not safe or not wanted is taken out afterwards. */
const markdown = new MarkdownIt({ html: true, linkify: true, typographer: false });

const TAGS =
  'p div br strong em s code pre blockquote ul ol li a h2 h3 h4 h5 h6 hr table thead tbody tr th td dl dt dd';

/** Elements of HTML that are taken out with all they hold, or, without content, by themselves. */
const REMOVED =
  'script style template noscript iframe object embed applet video audio canvas svg math textarea select option title img input button link meta base';

/** Elements whose meaning another one has, or that only group or style what they hold. */
const REPLACED: Readonly<Record<string, string>> = { b: 'strong', i: 'em', strike: 's', del: 's' };
const UNWRAPPED =
  'form span font center u small big sub sup section article header footer main nav aside figure figcaption tfoot colgroup col caption body html head abbr cite q mark time';

/** What a text may become. No pictures: a page asks no other host for anything. */
const ALLOWED: sanitize.IOptions = {
  allowedTags: [...TAGS.split(' '), ...REMOVED.split(' '), ...UNWRAPPED.split(' ')],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'], pre: ['tabindex'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  // What is no element at all, such as List<String>, is text.
  disallowedTagsMode: 'escape',
  allowVulnerableTags: true,
  exclusiveFilter: ({ tag }) => (REMOVED_TAGS.has(tag) ? true : UNWRAPPED_TAGS.has(tag) ? 'excludeTag' : false),
};
const REMOVED_TAGS = new Set(REMOVED.split(' '));
const UNWRAPPED_TAGS = new Set(UNWRAPPED.split(' '));

/**
 * CommonMark text, HTML in it included, as safe HTML: sanitize-html lets a short list of elements through. The first heading gets `level`
 * and none skips one, whatever its author wrote, so that the headings of the page stay in order.
 */
function renderMarkdown(text: string, level: number): string {
  return sanitize(markdown.render(text), { ...ALLOWED, transformTags: transformations(level) });
}

/** How elements are changed; headings by those that came before them. */
function transformations(level: number): NonNullable<sanitize.IOptions['transformTags']> {
  let last = level - 1;
  const heading = (name: string): sanitize.Tag => {
    last = Math.min(6, last + 1, level - 1 + Number(name.slice(1)));
    return { tagName: `h${String(last)}`, attribs: {} };
  };
  return {
    ...Object.fromEntries(
      Object.entries(REPLACED).map(([from, to]) => [from, sanitize.simpleTransform(to, {}, false)]),
    ),
    ...Object.fromEntries(['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((name) => [name, heading])),
    a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer' }),
    // Who has no mouse must be able to scroll it.
    pre: sanitize.simpleTransform('pre', { tabindex: '0' }),
  };
}

/** The first `length` characters of what a reader would see, cut at a word. */
function firstWords(text: string, length: number): string {
  const blocks = renderMarkdown(text, 2).replace(/<\/(?:p|h\d|li|t[dhr]|d[dt]|pre|blockquote)>|<br \/>/g, '$& ');
  const plain = sanitize(blocks, { allowedTags: [], allowedAttributes: {}, textFilter: unescapeText })
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= length) return plain;
  const cut = plain.slice(0, plain.lastIndexOf(' ', length) + 1 || length);
  // A cut in the middle of a character leaves half of it.
  return `${cut.replace(/[\ud800-\udbff]$/, '').trimEnd()}…`;
}

/** The excerpt is plain text, escaped again where it is put into a page. */
function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** What was made of each item: its text is rendered once for each content version, however often its pages are drawn. */
const rendered = new WeakMap<Item, Map<string, string>>();

/** The text of an item as safe HTML whose first heading has `level`. A text that cannot be rendered is shown as it was written. */
export function prose(item: Item, level: number): string {
  return once(item, `prose ${String(level)}`, (body) => renderMarkdown(body, level), sanitizePlain);
}

/** The beginning of the text of an item as plain text, at most `length` characters, cut at a word. */
export function excerpt(item: Item, length: number): string {
  return once(
    item,
    `excerpt ${String(length)}`,
    (body) => firstWords(body, length),
    (body) => body.slice(0, length).toWellFormed(),
  );
}

function once(item: Item, key: string, make: (body: string) => string, otherwise: (body: string) => string): string {
  let texts = rendered.get(item);
  if (texts === undefined) rendered.set(item, (texts = new Map<string, string>()));
  let text = texts.get(key);
  if (text === undefined) texts.set(key, (text = attempt(item.body ?? '', make, otherwise)));
  return text;
}

/** One text that a renderer cannot take must not cost the page it stands on. */
function attempt(body: string, make: (body: string) => string, otherwise: (body: string) => string): string {
  try {
    return make(body);
  } catch {
    return otherwise(body);
  }
}

function sanitizePlain(text: string): string {
  return `<p>${markdown.utils.escapeHtml(text)}</p>`;
}
