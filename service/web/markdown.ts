import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import sanitize from 'sanitize-html';

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
export function renderMarkdown(text: string, level: number): string {
  const tokens = markdown.parse(text, {});
  orderHeadings(tokens, level);
  return sanitize(markdown.renderer.render(tokens, markdown.options, {}), ALLOWED);
}

/** The first `length` characters of what a reader would see, cut at a word. */
export function excerpt(text: string, length: number): string {
  const plain = sanitize(markdown.render(text), { allowedTags: [], allowedAttributes: {}, textFilter: unescapeText })
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= length) return plain;
  return `${plain.slice(0, plain.lastIndexOf(' ', length) + 1 || length).trimEnd()}…`;
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
