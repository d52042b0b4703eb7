/** A request line split in its three parts. */
export interface RequestLine {
  readonly method: string;
  readonly url: string;
  readonly protocol: string;
}

const PROTOCOL = /^HTTP\/\d(?:\.\d)?$/u;

/** Splits `METHOD target HTTP/x`, whose target may contain spaces; the whole is the URL where it is nothing like it. */
export function requestLine(text: string): RequestLine {
  const first = text.indexOf(' ');
  if (first > 0 && first <= 20 && isToken(text, first)) {
    const last = text.lastIndexOf(' ');
    const method = text.slice(0, first);
    if (text.length - last < 10 && last > first && PROTOCOL.test(text.slice(last + 1))) {
      return { method, url: text.slice(first + 1, last), protocol: text.slice(last + 1) };
    }
    // HTTP/0.9, or cut off.
    if (last === first && text.charCodeAt(first + 1) === 47)
      return { method, url: text.slice(first + 1), protocol: '' };
  }
  return { method: '', url: text === '-' ? '' : text, protocol: '' };
}

/** Whether a text begins with that many characters of a method: letters, digits, `-` and `_`. */
function isToken(text: string, length: number): boolean {
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at) | 32;
    if ((code < 97 || code > 122) && (code < 48 || code > 57) && code !== 45 && code !== 127) return false;
  }
  return true;
}
