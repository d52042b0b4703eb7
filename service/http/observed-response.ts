import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { RequestSpan } from '../common/tracing/tracing.ts';

/** A response that counts the bytes of its body and knows what answered it, for metrics, the access log and traces. */
export class ObservedResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  /** Route template: `/api/:collection`. */
  route = 'unmatched';
  /** Whether the route responds with an event stream. */
  isStream = false;
  /** Span of the request, if it is traced. */
  span: RequestSpan | undefined = undefined;
  #written = 0;

  /** Bytes of the body that were handed to the connection, without the head. */
  get bodyBytes(): number {
    const hasNone = this.req.method === 'HEAD' || this.statusCode === 304 || this.statusCode === 204;
    return hasNone ? 0 : this.#written;
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    this.#written += lengthOf(chunk, encoding);
    return super.write(chunk, encoding as BufferEncoding, callback as () => void);
  }

  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    this.#written += lengthOf(chunk, encoding);
    return super.end(chunk, encoding as BufferEncoding, callback as () => void);
  }
}

function lengthOf(chunk: unknown, encoding: unknown): number {
  if (chunk instanceof Uint8Array) return chunk.length;
  if (typeof chunk !== 'string') return 0;
  if (encoding === 'latin1') return chunk.length;
  return Buffer.byteLength(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8');
}
