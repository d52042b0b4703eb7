import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';
import type { Item } from '../../content/collections/item.ts';

/** Exports of other systems contain HTML, so it is allowed here and sanitized afterwards. */
const markdown = new MarkdownIt({ html: true, linkify: true, typographer: false });

const TAGS =
  'p div br strong em s code pre blockquote ul ol li a h2 h3 h4 h5 h6 hr table thead tbody tr th td dl dt dd';

/** HTML elements removed with their content. */
const REMOVED =
  'script style template noscript iframe object embed applet video audio canvas svg math textarea select option title img input button link meta base';

/** Elements replaced by an equivalent, or that only group or style their content. */
const REPLACED: Readonly<Record<string, string>> = { b: 'strong', i: 'em', strike: 's', del: 's' };
const UNWRAPPED =
  'form span font center u small big sub sup section article header footer main nav aside figure figcaption tfoot colgroup col caption body html head abbr cite q mark time';

/** Allowed output. No images: pages must not load anything from other hosts. */
const ALLOWED: sanitize.IOptions = {
  allowedTags: [...TAGS.split(' '), ...REMOVED.split(' '), ...UNWRAPPED.split(' ')],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'], pre: ['tabindex'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  // Unknown tags, such as List<String>, are text.
  disallowedTagsMode: 'escape',
  allowVulnerableTags: true,
  exclusiveFilter: ({ tag }) => (REMOVED_TAGS.has(tag) ? true : UNWRAPPED_TAGS.has(tag) ? 'excludeTag' : false),
};
const REMOVED_TAGS = new Set(REMOVED.split(' '));
const UNWRAPPED_TAGS = new Set(UNWRAPPED.split(' '));

/**
 * Renders CommonMark with embedded HTML as safe HTML: sanitize-html allows a short list of elements. The first heading gets `level` and
 * no level is skipped, so that the headings of the page stay in order.
 */
function renderMarkdown(text: string, level: number): string {
  return sanitize(markdown.render(text), { ...ALLOWED, transformTags: transformations(level) });
}

/** Transforms elements; the level of a heading depends on those before it. */
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
    // Scrollable by keyboard.
    pre: sanitize.simpleTransform('pre', { tabindex: '0' }),
  };
}

/** Returns the first `length` characters of the visible text, cut at a word. */
function firstWords(text: string, length: number): string {
  const blocks = renderMarkdown(text, 2).replace(/<\/(?:p|h\d|li|t[dhr]|d[dt]|pre|blockquote)>|<br \/>/g, '$& ');
  const plain = sanitize(blocks, { allowedTags: [], allowedAttributes: {}, textFilter: unescapeText })
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= length) return plain;
  const cut = plain.slice(0, plain.lastIndexOf(' ', length) + 1 || length);
  // The cut may have split a surrogate pair.
  return `${cut.replace(/[\ud800-\udbff]$/, '').trimEnd()}…`;
}

/** The excerpt is plain text, escaped when inserted into a page. */
function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** Cache of rendered items: each text is rendered once per content version. */
const rendered = new WeakMap<Item, Map<string, string>>();

/** Returns the text of an item as safe HTML whose first heading has `level`. A text that cannot be rendered is shown verbatim. */
export function prose(item: Item, level: number): string {
  return once(item, `prose ${String(level)}`, (body) => renderMarkdown(body, level), sanitizePlain);
}

/** Returns the beginning of an item's text as plain text, at most `length` characters, cut at a word. */
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

/** A text that cannot be rendered must not break the page. */
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
