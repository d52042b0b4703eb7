import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { isNotModified } from './conditional.ts';
import type { Coding } from './content-coding.ts';
import type { Representation } from './representation.ts';

/** Headers of one response as the framework holds them, names in lower case. */
export type AddedHeaders = Readonly<Record<string, string | number | string[] | undefined>>;

/** Up to this size, head and body are joined into one Latin-1 string, which Node writes fastest; above it, copying costs more. */
const JOINED_BYTES = 16_384;

/**
 * A response with a prebuilt head. Node's `ServerResponse` stores its head in `_header` and does not build another if it is set, which
 * saves a fifth of the work per request (docs/decisions/hot-path.md). A spec compares both ways of writing byte by byte.
 */
type HeadedResponse = ServerResponse & { _header: string; _hasBody: boolean };

/** Headers of 200 that 304 repeats (RFC 9110 section 15.4.5). Browsers check CORS headers on 304 too. */
const NOT_MODIFIED_HEADERS = new Set([
  'ETag',
  'Last-Modified',
  'Cache-Control',
  'Vary',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
]);

/** A response for one representation and coding; only the conditional headers remain to be evaluated. */
export class PreparedAnswer {
  readonly representation: Representation;
  /** Memory used, in bytes. */
  readonly size: number;
  readonly #body: Buffer;
  readonly #joined: string | undefined;
  readonly #fixed: Record<string, string>;
  readonly #keepAlive: string;
  #second = -1;
  #head200 = '';
  #head304 = '';

  constructor(representation: Representation, coding: Coding, body: Buffer, keepAliveSeconds: number) {
    this.representation = representation;
    this.#body = body;
    this.#joined = body.length <= JOINED_BYTES ? body.toString('latin1') : undefined;
    this.size = body.length + (this.#joined?.length ?? 0) + 1024;
    this.#keepAlive = `Connection: keep-alive\r\nKeep-Alive: timeout=${String(keepAliveSeconds)}\r\n\r\n`;
    this.#fixed = { 'Content-Type': representation.mediaType };
    if (coding !== 'identity') this.#fixed['Content-Encoding'] = coding;
    this.#fixed['ETag'] = representation.etag;
    if (representation.lastModified !== undefined)
      this.#fixed['Last-Modified'] = new Date(representation.lastModified).toUTCString();
    Object.assign(this.#fixed, representation.headers);
  }

  /**
   * Writes 200 or 304, ends the response and returns the status. `added` are headers for this request only.
   * With `close`, the connection is closed afterwards.
   */
  write(request: IncomingMessage, response: ServerResponse, now: number, added?: AddedHeaders, close = false): number {
    const { etag, lastModified, freshness } = this.representation;
    const status = isNotModified(request.headers, etag, lastModified) ? 304 : 200;
    freshness?.served(now);
    if (added === undefined && !close && request.httpVersionMinor === 1 && response.shouldKeepAlive) {
      this.#writeHeaded(request, response as HeadedResponse, status, now);
      return status;
    }
    response.writeHead(status, {
      ...mergeHeaders(this.#headers(status, now), added),
      ...(close ? { Connection: 'close' } : {}),
    });
    response.end(status === 200 && request.method !== 'HEAD' ? this.#body : undefined);
    return status;
  }

  #writeHeaded(request: IncomingMessage, response: HeadedResponse, status: 200 | 304, now: number): void {
    this.#renew(now);
    response.statusCode = status;
    if (status === 304) {
      response._header = this.#head304;
      response._hasBody = false;
      response.end();
      return;
    }
    response._header = this.#head200;
    if (request.method === 'HEAD') response.end();
    else if (this.#joined !== undefined) response.end(this.#joined, 'latin1');
    else response.end(this.#body);
  }

  /** Updates the heads once per second. */
  #renew(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#head200 = this.#head(200, now);
    this.#head304 = this.#head(304, now);
  }

  #head(status: 200 | 304, now: number): string {
    const lines = Object.entries(this.#headers(status, now)).map(([name, value]) => `${name}: ${value}\r\n`);
    const date = `Date: ${new Date(now).toUTCString()}\r\n`;
    return `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}${date}${this.#keepAlive}`;
  }

  #headers(status: 200 | 304, now: number): Record<string, string> {
    const moving = this.representation.freshness?.headers(now);
    if (status === 200) return { ...this.#fixed, ...moving, 'Content-Length': String(this.#body.length) };
    const kept = Object.entries(this.#fixed).filter(([name]) => NOT_MODIFIED_HEADERS.has(name));
    return { ...Object.fromEntries(kept), ...moving };
  }
}

/** Added headers replace fixed ones, ignoring case; Vary is the union of both. */
function mergeHeaders(fixed: Readonly<Record<string, string>>, added: AddedHeaders = {}): OutgoingHttpHeaders {
  const { vary, ...others } = added;
  const merged = Object.entries(fixed).filter(([name]) => others[name.toLowerCase()] === undefined);
  const names = [fixed['Vary'], vary]
    .flatMap((list) => (typeof list === 'string' ? list.split(',') : []))
    .map((name) => name.trim());
  return {
    ...Object.fromEntries(merged),
    ...others,
    ...(names.length === 0 ? {} : { Vary: [...new Set(names)].join(', ') }),
  };
}
