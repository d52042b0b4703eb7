const ENCODED = /=([A-Za-z0-9+/_-]{12,4000}(?:={1,2}|%3[dD]){0,2})(?=$|[&#])/g;
const LONG_VALUE = /=[A-Za-z0-9+/_-]{12}/;
const READABLE = /^[\t\n\r\x20-\x7e]{8,}$/;
const MAX_VALUES = 10;

/** Returns values in a request target that are Base64 of readable text: a filter sees only what they decode to. */
export function encodedPayloads(url: string): readonly string[] {
  const found: string[] = [];
  if (!LONG_VALUE.test(url)) return found;
  for (const [, value = ''] of url.matchAll(ENCODED)) {
    const text = Buffer.from(value.replaceAll(/%3d/gi, '='), 'base64').toString('latin1');
    if (READABLE.test(text)) found.push(text);
    if (found.length === MAX_VALUES) break;
  }
  return found;
}
