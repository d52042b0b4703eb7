interface HeaderDescription {
  readonly description: string;
  readonly schema: { readonly type: 'string' | 'integer' };
  readonly example?: string;
}

const text = (description: string, example?: string): HeaderDescription => ({
  description,
  schema: { type: 'string' },
  ...(example !== undefined && { example }),
});
const integer = (description: string): HeaderDescription => ({ description, schema: { type: 'integer' } });

/** Descriptions of response headers by name. */
const RESPONSE_HEADERS = {
  Age: integer('Seconds since the source last confirmed the content.'),
  Allow: text('Allowed methods.'),
  'Blocklist-Version': integer('Version of the blocklist, the same in all files of one version.'),
  'Cache-Control': text('How caches may store and reuse the response.'),
  'Cache-Status': text(
    'RFC 9211: always a hit; a negative ttl is the number of seconds the copy has been stale, detail the reason.',
    'kiosque; hit; ttl=-35; detail=unreachable',
  ),
  'Content-Language': text('Language of the page.'),
  ETag: text('Weak validator of the content, its representation and the configuration (RFC 9110 section 8.8.3).'),
  'Last-Modified': text('When the content last changed.'),
  Link: text('RFC 8288: first, prev, next and last page, if limit is set.'),
  Location: text('Target URL.'),
  'Retry-After': integer('Seconds to wait before retrying.'),
  Vary: text('Request headers that the representation depends on.'),
  'X-Request-Id': text('Request id, as in the log.'),
  'X-Total-Count': integer('Number of matching items before limit and offset.'),
} as const satisfies Record<string, HeaderDescription>;

/** Name of a described response header. */
export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** Headers of every cacheable response. */
export const CACHE_HEADERS = ['ETag', 'Last-Modified', 'Cache-Control', 'Age', 'Cache-Status', 'Vary'] as const;

/** Returns the descriptions of response headers. */
export function responseHeaders(names: readonly ResponseHeader[]): Readonly<Record<string, HeaderDescription>> {
  return Object.fromEntries(names.map((name) => [name, RESPONSE_HEADERS[name]]));
}
