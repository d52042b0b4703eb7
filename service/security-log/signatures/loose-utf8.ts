/** Smallest character that needs 1, 2, 3 or 4 bytes. */
const SMALLEST = [0, 0, 0x80, 0x800, 0x10000];

/** Decodes UTF-8 as a lenient server does: characters in too many bytes count, and other bytes are characters of Latin-1. */
export function textOf(bytes: readonly number[], found: { hasInvalidUtf8: boolean; hasOverlong: boolean }): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const { length, point, used } = characterAt(bytes, at);
    if (length > 1 && used === length) {
      found.hasOverlong ||= point < (SMALLEST[length] ?? 0);
      text += point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
      at += used;
      continue;
    }
    // A lone byte is how older pages encode an accent; a sequence that breaks off in the middle is not.
    found.hasInvalidUtf8 ||= length > 2 && used > 1;
    text += String.fromCharCode(first);
    at++;
  }
  return text;
}

/** Reads one character of UTF-8: how many bytes it should have, its number, and how many bytes are there. */
function characterAt(bytes: readonly number[], at: number): { length: number; point: number; used: number } {
  const first = bytes[at] ?? 0;
  const length = first < 0xc0 || first >= 0xf8 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  let point = length === 1 ? first : first & (0xff >> (length + 1));
  let used = 1;
  while (used < length && ((bytes[at + used] ?? 0) & 0xc0) === 0x80) {
    point = (point << 6) | ((bytes[at + used] ?? 0) & 0x3f);
    used++;
  }
  return { length, point, used };
}
