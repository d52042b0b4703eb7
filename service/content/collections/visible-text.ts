import { decodeHTML } from 'entities';

/** Elements whose content is not displayed. */
const HIDDEN = /^(?:script|style|template|noscript|iframe|object|svg|math|textarea|select|title)$/i;
const TAG = /<(\/?)([a-z][a-z\d-]*)(?=[\s/>])[^<>]*>/iy;
const COMMENT_END = '-->';
/** Code spans are kept verbatim; longer ones are treated as text. */
const CODE_CHARACTERS = 200;

/**
 * Converts Markdown with embedded HTML to its visible text for searching: without tags, hidden elements, link targets and emphasis, with
 * character references decoded. Takes one pass, whereas rendering a malicious text can take a second.
 */
export function visibleText(markdown: string): string {
  const text = withoutLinkTargets(markdown);
  const lower = text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
  let visible = '';
  let position = 0;
  while (position < text.length) {
    const next = nextSpecial(text, position);
    visible += text.slice(position, next);
    if (next === text.length) break;
    const { shown, end } = text[next] === '`' ? codeAt(text, next) : markupAt(text, lower, next);
    visible += shown;
    position = end;
  }
  return decodeHTML(visible.replace(/\*|~~/g, ''));
}

function nextSpecial(text: string, from: number): number {
  for (let index = from; index < text.length; index++) {
    if (text[index] === '<' || text[index] === '`') return index;
  }
  return text.length;
}

interface Piece {
  readonly shown: string;
  /** Index where the text continues. */
  readonly end: number;
}

function codeAt(text: string, start: number): Piece {
  const end = text.slice(start + 1, start + 1 + CODE_CHARACTERS).indexOf('`');
  if (end === -1) return { shown: '', end: start + 1 };
  // Code contains no character references.
  return { shown: text.slice(start + 1, start + 1 + end).replaceAll('&', '&amp;'), end: start + end + 2 };
}

/** @param lower the text in lower case, with the same positions. */
function markupAt(text: string, lower: string, start: number): Piece {
  if (text.startsWith('<!--', start)) return { shown: ' ', end: after(text, COMMENT_END, start) };
  TAG.lastIndex = start;
  const tag = TAG.exec(text);
  if (tag === null) return { shown: '<', end: start + 1 };
  const [whole, slash, name = ''] = tag;
  const end = start + whole.length;
  if (slash !== '' || !HIDDEN.test(name))
    return { shown: /^(?:b|i|em|strong|s|u|a|span|code)$/i.test(name) ? '' : ' ', end };
  return { shown: ' ', end: after(text, '>', after(lower, `</${name.toLowerCase()}`, end)) };
}

function after(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
}

function withoutLinkTargets(markdown: string): string {
  return markdown.replace(/\]\([^()[\]\s]*(?:\s+"[^"]*")?\)/g, ']').replace(/^ {0,3}\[[^\]\n]+\]:.*$/gm, '');
}
