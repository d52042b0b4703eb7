import { textOf } from './loose-utf8.ts';

/** Stands before the name of each query parameter in decoded text. */
export const NAME = '\u0001';
/** Stands before the value of each query parameter in decoded text. */
export const VALUE = '\u0002';

/** A part of a request as text to search in, and what decoding it revealed. */
export interface Decoded {
  /** Decoded, in lower case, with control characters: shows injected line breaks. */
  readonly text: string;
  /** `text` with comments and white space folded to one space, and without NUL. */
  readonly folded: string;
  /** `folded` without the quotes, escapes and variables that hide a word from a filter but not from a shell. */
  readonly shell: string;
  /** Bytes that are not UTF-8, apart from single bytes of older encodings. */
  readonly hasInvalidUtf8: boolean;
  /** A character in more bytes than it needs, which only evasion uses. */
  readonly hasOverlong: boolean;
  /** An encoded dot or slash within a step to the parent directory. */
  readonly hasEncodedStep: boolean;
}

/** Decoded more often, a text would be hostile by its encoding alone; servers decode once, applications another time. */
const ROUNDS = 3;

/** Characters that decoding leaves as they are, apart from `?`, `&` and `=`. */
const PLAIN = Uint8Array.from({ length: 128 }, (_, code) =>
  Number(/[A-Za-z0-9/._~:@!,;=?&()-]/.test(String.fromCharCode(code))),
);

/** Whether decoding a request target would only mark its parameters and make its letters small. */
export function isPlain(url: string): boolean {
  for (let at = 0; at < url.length; at++) {
    if (PLAIN[url.charCodeAt(at)] !== 1) return false;
  }
  return true;
}

/** Decodes the request target: percent, `+`, `%u`, HTML entities, escapes of JavaScript, and marks parameters. */
export function decodeTarget(url: string): Decoded {
  const start = url.indexOf('?');
  if (start === -1) return decode(url);
  return decode(url.slice(0, start) + markParameters(url.slice(start + 1)));
}

/** Decodes a header field; nothing in it is a parameter. */
export function decodeField(text: string): Decoded {
  return decode(text);
}

function markParameters(query: string): string {
  let marked = '';
  for (const pair of query.split('&')) {
    const equals = pair.indexOf('=');
    marked += equals === -1 ? NAME + pair : NAME + pair.slice(0, equals) + VALUE + pair.slice(equals + 1);
  }
  return marked.replaceAll('+', ' ');
}

function decode(raw: string): Decoded {
  const found = { hasInvalidUtf8: false, hasOverlong: false };
  let text = raw;
  for (let round = 0; round < ROUNDS; round++) {
    const before = text;
    if (text.includes('%')) text = decodePercent(text, found);
    if (text.includes('&')) text = decodeEntities(text);
    if (text.includes('\\')) text = decodeEscapes(text);
    if (text === before) break;
  }
  text = text.replace(/[\uff01-\uff5e]/g, narrow).toLowerCase();
  const folded = fold(text);
  return {
    text,
    folded,
    shell: /['"\\^$[]/.test(folded) ? unquote(folded) : folded,
    ...found,
    hasEncodedStep:
      /%/.test(raw) &&
      /(?:^|[/\\=])(?:\.|%(?:25)*2e){2}(?:[/\\]|%(?:25)*(?:2f|5c))/i.test(raw) &&
      !/(?:^|[/\\=])\.\.[/\\]/.test(raw),
  };
}

function narrow(wide: string): string {
  return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
}

/** Replaces `%41` and `%u0041`; bytes that are not UTF-8 become the characters of Latin-1. */
function decodePercent(text: string, found: { hasInvalidUtf8: boolean; hasOverlong: boolean }): string {
  return text.replace(/%u[0-9a-f]{4}|(?:%[0-9a-f]{2})+/gi, (encoded) => {
    if (encoded[1] === 'u' || encoded[1] === 'U') return String.fromCharCode(parseInt(encoded.slice(2), 16));
    const bytes: number[] = [];
    for (let at = 1; at < encoded.length; at += 3) bytes.push(parseInt(encoded.slice(at, at + 2), 16));
    return textOf(bytes, found);
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  amp: '&',
  colon: ':',
  semi: ';',
  lpar: '(',
  rpar: ')',
  equals: '=',
  sol: '/',
  bsol: '\\',
  grave: '`',
  dollar: '$',
  lbrace: '{',
  rbrace: '}',
  tab: '\t',
  newline: '\n',
  nbsp: ' ',
};

function decodeEntities(text: string): string {
  return text.replace(
    /&#x0{0,40}([0-9a-f]{1,6});?|&#0{0,80}(\d{1,7});?|&([a-z]{2,8});/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name.toLowerCase()] ?? whole;
      const point = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return point > 0x10ffff ? whole : String.fromCodePoint(point);
    },
  );
}

function decodeEscapes(text: string): string {
  return text.replace(
    /\\{1,4}(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2}))/gi,
    (whole, ...groups: (string | undefined)[]) => {
      const point = parseInt(groups[0] ?? groups[1] ?? groups[2] ?? '', 16);
      return point > 0x10ffff ? whole : String.fromCodePoint(point);
    },
  );
}

function fold(text: string): string {
  let folded = text;
  if (folded.includes('\0')) folded = folded.replaceAll('\0', '');
  if (folded.includes('/*')) folded = withoutComments(folded);
  if (folded.includes('\n')) folded = folded.replace(/(?:#|--)[^\n]{0,200}\n/g, ' ');
  return folded.replace(/[\t\n\v\f\r \u0003-\u0008\u000e-\u001f\u00a0]+/g, ' ');
}

/** Replaces comments by a space; the content of MySQL's executable comments stays. */
function withoutComments(text: string): string {
  let result = '';
  let from = 0;
  for (;;) {
    const start = text.indexOf('/*', from);
    const end = start === -1 ? -1 : text.indexOf('*/', start + 2);
    if (end === -1) return result + text.slice(from);
    const comment = text.slice(start + 2, end);
    result += `${text.slice(from, start)} ${comment.startsWith('!') ? comment.replace(/^!\d{0,6}/, '') : ''} `;
    from = end + 2;
  }
}

/** `c''at /e[t]c/pa\sswd$IFS` is `cat /etc/passwd `. */
function unquote(folded: string): string {
  return folded
    .replace(/\$\{?ifs\}?(?:%\?\?)?/g, ' ')
    .replace(/\$[@*]|['"\\^]|\$\{[^}]{0,20}\}/g, '')
    .replace(/\[(.)\]/g, '$1');
}
