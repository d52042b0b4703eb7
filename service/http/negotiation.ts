import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

/**
 * The media types that a request accepts among those available, the preferred one first (RFC 9110 section 12.5.1). Parameters of media
 * ranges other than `q`, such as `charset`, select nothing here: every representation has one form.
 */
export function acceptedMediaTypes({ headers }: IncomingMessage, available: readonly string[]): readonly string[] {
  const accept = headers.accept?.replace(/;\s*(?!q\s*=)[^\s=;,"]+\s*=\s*(?:"[^"]*"|[^;,"]*)/gi, '');
  return new Negotiator({ headers: { ...(accept !== undefined && { accept }) } }).mediaTypes([...available]);
}
