import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import sanitize from 'sanitize-html';
import type { Item } from '../content/collections/item.ts';

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });

const TAGS = 'p br strong em s code pre blockquote ul ol li a h2 h3 h4 h5 h6 hr table thead tbody tr th td';

/** What Markdown may become. No pictures: a page asks no other host for anything. */
const ALLOWED: sanitize.IOptions = {
  allowedTags: TAGS.split(' '),
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  transformTags: { a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer' }) },
};

/**
 * CommonMark text as safe HTML: markdown-it escapes raw HTML, sanitize-html lets a short list of elements through. The first heading gets
 * `level` and none skips one, whatever its author wrote, so that the headings of the page stay in order.
 */
function renderMarkdown(text: string, level: number): string {
  const tokens = markdown.parse(text, {});
  orderHeadings(tokens, level);
  return sanitize(markdown.renderer.render(tokens, markdown.options, {}), ALLOWED);
}

/** The first `length` characters of what a reader would see, cut at a word. */
function firstWords(text: string, length: number): string {
  const plain = sanitize(markdown.render(text), { allowedTags: [], allowedAttributes: {}, textFilter: unescapeText })
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= length) return plain;
  const cut = plain.slice(0, plain.lastIndexOf(' ', length) + 1 || length);
  // A cut in the middle of a character leaves half of it.
  return `${cut.replace(/[\ud800-\udbff]$/, '').trimEnd()}…`;
}

function orderHeadings(tokens: readonly Token[], level: number): void {
  let last = level - 1;
  for (const token of tokens) {
    if (token.type === 'heading_open') last = Math.min(6, last + 1, level - 1 + Number(token.tag.slice(1)));
    if (token.type.startsWith('heading_')) token.tag = `h${String(last)}`;
  }
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
