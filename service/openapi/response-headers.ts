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

/** Response headers by name, described once. */
const RESPONSE_HEADERS = {
  Age: integer('Seconds since the source last confirmed the content.'),
  Allow: text('The methods that are allowed.'),
  'Cache-Control': text('How long, and how, caches may use the answer.'),
  'Cache-Status': text(
    'RFC 9211: a hit; a negative ttl says for how many seconds the copy has been stale, detail says why.',
    'kiosque; hit; ttl=-35; detail=unreachable',
  ),
  'Content-Language': text('Language of the page.'),
  ETag: text('Weak validator of the content, its representation and the configuration (RFC 9110 section 8.8.3).'),
  'Last-Modified': text('When the content last changed.'),
  Link: text('RFC 8288: first, prev, next and last page of a list that is asked for with limit.'),
  Location: text('The address to go to.'),
  'Retry-After': integer('Seconds to wait before trying again.'),
  Vary: text('The request headers that the choice of representation depended on.'),
  'X-Request-Id': text('The id of the request, as in the log.'),
  'X-Total-Count': integer('How many items match, before limit and offset.'),
} as const satisfies Record<string, HeaderDescription>;

/** Name of a response header that the description knows. */
export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** Headers of every answer that caches may keep. */
export const CACHE_HEADERS = ['ETag', 'Last-Modified', 'Cache-Control', 'Age', 'Cache-Status', 'Vary'] as const;

/** Describes response headers by their names. */
export function responseHeaders(names: readonly ResponseHeader[]): Readonly<Record<string, HeaderDescription>> {
  return Object.fromEntries(names.map((name) => [name, RESPONSE_HEADERS[name]]));
}
