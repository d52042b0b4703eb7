import { isUtf8 } from 'node:buffer';
import { DocumentError, positionAt } from './document.errors.ts';

const START = { line: 1, column: 1 } as const;

/**
 * Decodes a document: UTF-8 (RFC 8259 section 8.1, and the only encoding accepted for YAML too),
 * with a leading byte order mark removed.
 *
 * @throws DocumentError if the file is empty, larger than `maxBytes`, or not UTF-8.
 */
export function decode(name: string, bytes: Buffer, maxBytes: number): string {
  if (bytes.length > maxBytes) {
    throw new DocumentError(
      name,
      START,
      `the file has ${String(bytes.length)} bytes, at most ${String(maxBytes)} are allowed`,
    );
  }
  if (!isUtf8(bytes)) throw notUtf8(name, bytes);
  const text = bytes.toString('utf8');
  const content = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (content.trim() === '') throw new DocumentError(name, START, 'the file is empty');
  return content;
}

function notUtf8(name: string, bytes: Buffer): DocumentError {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const hint = utf16 ? 'it looks like UTF-16; ' : '';
  const reason = `the file is not UTF-8: ${hint}save it as UTF-8`;
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isValidPrefix(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  // The search is accurate to within one character.
  while (valid > 0 && !isUtf8(bytes.subarray(0, valid))) valid--;
  const before = bytes.subarray(0, valid).toString('utf8');
  return new DocumentError(name, positionAt(before, before.length), reason);
}

/** A prefix may end inside a character: up to three trailing bytes may be incomplete. */
function isValidPrefix(bytes: Buffer): boolean {
  return [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, Math.max(0, bytes.length - cut))));
}
