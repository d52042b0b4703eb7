const QUOTE = 34;
const BACKSLASH = 92;

/** Position of the next quote that no backslash escapes, or -1. */
export function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 1)) {
    if (!isEscaped(line, at, from)) return at;
  }
  return -1;
}

function isEscaped(line: string, at: number, from: number): boolean {
  let start = at;
  while (start > from && line.charCodeAt(start - 1) === BACKSLASH) start--;
  return (at - start) % 2 === 1;
}

/** What is between the quote at a position and the next one; undefined where either is missing. */
export function quotedAt(line: string, at: number): { readonly text: string; readonly end: number } | undefined {
  if (line.charCodeAt(at) !== QUOTE) return undefined;
  const end = closingQuote(line, at + 1);
  return end < 0 ? undefined : { text: line.slice(at + 1, end), end: end + 1 };
}

/** A field of an access log, whose `-` means none. */
export function presentField(text: string): string {
  return text === '-' ? '' : text;
}
