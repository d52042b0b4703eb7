const PLAIN = /^[\x20-\x7e]*$/;

/** Control characters, such as those of ANSI escape sequences, line breaks, and invisible characters that reorder text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Returns a client's text for a log: well-formed Unicode without control characters, truncated to `max` characters. */
export function printable(text: string, max: number): string {
  const cut = text.length > max ? `${text.slice(0, max - 1)}…` : text;
  return PLAIN.test(cut) ? cut : cut.toWellFormed().replace(UNPRINTABLE, '\ufffd');
}
