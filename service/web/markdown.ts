import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });

/** What Markdown may become. No pictures: a page asks no other host for anything. Headings start below those of the page. */
const ALLOWED: sanitize.IOptions = {
  allowedTags: [
    'p',
    'br',
    'strong',
    'em',
    's',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'a',
    'h3',
    'h4',
    'h5',
    'h6',
    'hr',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  allowedAttributes: { a: ['href', 'title', 'rel'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  transformTags: { h1: 'h3', h2: 'h3', a: sanitize.simpleTransform('a', { rel: 'noopener noreferrer' }) },
};

/** CommonMark text as safe HTML: markdown-it escapes raw HTML, sanitize-html lets a short list of elements through. */
export function renderMarkdown(text: string): string {
  return sanitize(markdown.render(text), ALLOWED);
}

/** The first `length` characters of what a reader would see, cut at a word. */
export function excerpt(text: string, length: number): string {
  const plain = sanitize(markdown.render(text), { allowedTags: [], allowedAttributes: {}, textFilter: unescapeText })
    .replace(/\s+/g, ' ')
    .trim();
  if (plain.length <= length) return plain;
  return `${plain.slice(0, plain.lastIndexOf(' ', length) + 1 || length).trimEnd()}…`;
}

/** The excerpt is plain text, escaped again where it is put into a page. */
function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
