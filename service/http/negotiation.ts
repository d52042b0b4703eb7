import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';

/**
 * Returns the available media types that a request accepts, in order of preference (RFC 9110 section 12.5.1). Parameters of media ranges
 * other than `q`, such as `charset`, are ignored.
 */
export function acceptedMediaTypes({ headers }: IncomingMessage, available: readonly string[]): readonly string[] {
  const accept = headers.accept?.replace(/;\s*(?!q\s*=)[^\s=;,"]+\s*=\s*(?:"[^"]*"|[^;,"]*)/gi, '');
  return new Negotiator({ headers: { ...(accept !== undefined && { accept }) } }).mediaTypes([...available]);
}
