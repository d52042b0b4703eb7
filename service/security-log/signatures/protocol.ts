import type { Decoded } from './decode.ts';
import { CERTAIN, LIKELY, WEAK, signatures } from './signature.ts';
import type { Match } from './signature.ts';

/** Line breaks and requests inside a request. Read from the decoded text, where they are still there. */
export const REQUEST_SPLITTING = signatures('request-splitting', 'protocol-abuse', [
  [
    CERTAIN,
    /[\r\n][\r\n\t ]{0,8}[a-z][\w-]{1,40} {0,3}\r{0,4}: ?[^\r\n\u0001 ][^\r\n]{0,200}(?:[\r\n<]|$|[\u0001\u0002])/,
  ],
  [
    CERTAIN,
    /[\r\n]{1,4} ?(?:http\/\d|(?:get|post|head|put|options|delete|connect|trace|patch) [^\r\n ]{1,200} http\/)/,
  ],
  [
    CERTAIN,
    /(?:get|post|head|put|options|delete|connect|trace|patch)[\t ]{1,4}(?:\/|https?:\/\/)[^\r\n\t ]{0,200}[\t ]{1,4}http\/\d/,
  ],
  [CERTAIN, /<meta[^>]{0,80}http-equiv/],
  [CERTAIN, /\bphp_(?:value|admin_value|flag)\b|\bunix(?::|%3a)[^|]{1,200}\|/],
  [LIKELY, /^[^\u0001]{0,2000}[\r\n]/],
]);

const KNOWN_METHODS = new Set(
  (
    'GET HEAD POST PUT DELETE OPTIONS PATCH PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK REPORT SEARCH MKCALENDAR ACL BIND CHECKIN CHECKOUT LABEL LINK ' +
    'MERGE MKACTIVITY MKWORKSPACE ORDERPATCH QUERY REBIND UNBIND UNCHECKOUT UNLINK UPDATE VERSION-CONTROL BASELINE-CONTROL PURGE'
  ).split(' '),
);

/** What is wrong with a method; undefined for those of the registry of RFC 9110, section 16.1. */
export function methodMatch(method: string, url: string): Match | undefined {
  if (method === 'CONNECT') return { name: 'proxy', kind: 'probe', weight: LIKELY };
  if (method === 'TRACE' || method === 'TRACK' || method === 'DEBUG')
    return { name: 'method', kind: 'probe', weight: LIKELY };
  if (KNOWN_METHODS.has(method))
    return /^https?:\/\//i.test(url) ? { name: 'proxy', kind: 'probe', weight: WEAK } : undefined;
  return { name: 'method', kind: 'protocol-abuse', weight: 2 * WEAK };
}

/** What the encoding of a request says about its sender. */
export function encodingMatches(raw: string, decoded: Decoded): readonly Match[] {
  const found: Match[] = [];
  if (decoded.text.includes('\0')) found.push({ name: 'nul', kind: 'protocol-abuse', weight: CERTAIN });
  if (decoded.hasOverlong) found.push({ name: 'overlong-utf8', kind: 'traversal', weight: CERTAIN });
  if (decoded.hasEncodedStep) found.push({ name: 'encoded-traversal', kind: 'traversal', weight: CERTAIN });
  if (decoded.hasInvalidUtf8) found.push({ name: 'invalid-utf8', kind: 'protocol-abuse', weight: WEAK });
  if (/%uff[0-9a-f]{2}/i.test(raw)) found.push({ name: 'full-width', kind: 'protocol-abuse', weight: LIKELY });
  return found;
}

const MAX_PARAMETERS = 255;
const MAX_NAME = 100;

/** Parameters that are too many, or too long to be names. */
export function parameterMatches(url: string): readonly Match[] {
  const start = url.indexOf('?');
  if (start === -1 || url.length - start < MAX_NAME) return [];
  const pairs = url.slice(start + 1).split('&');
  const isLong = pairs.some((pair) => pair.indexOf('=') > MAX_NAME);
  return pairs.length > MAX_PARAMETERS || isLong ? [{ name: 'parameters', kind: 'protocol-abuse', weight: WEAK }] : [];
}
