import type { FastifyReply } from 'fastify';

/** API responses must not load or run anything or be framed. Other sites may read them. */
export const API_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const;

/** Pages load only their own styles, scripts, images and event streams. Nothing inline, nothing from other origins. */
export const PAGE_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
} as const;

/** Response headers that cross-origin scripts may read. */
const EXPOSED = 'Age, Cache-Status, ETag, Link, Retry-After, X-Request-Id, X-Total-Count';

/** Headers of API responses, including those required by CORS_ORIGINS. */
export class ApiHeaders {
  readonly #fixed: Readonly<Record<string, string>>;
  readonly #suffix: string;

  constructor(origins: readonly string[]) {
    const open = origins.includes('*');
    this.#fixed = open
      ? { ...API_HEADERS, 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED }
      : API_HEADERS;
    this.#suffix = variesByOrigin(origins) ? ', Origin' : '';
  }

  /** Returns all headers for a response that varies by `vary`. */
  with(vary: string): Readonly<Record<string, string>> {
    return { ...this.#fixed, Vary: `${vary}${this.#suffix}` };
  }
}

/** Removes the CORS headers, so that cross-origin scripts cannot read the response. */
export function removeCorsHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) if (name.startsWith('access-control-')) reply.removeHeader(name);
}

/** Whether responses depend on the Origin header. */
export function variesByOrigin(origins: readonly string[]): boolean {
  return !origins.includes('*') && !origins.includes('none');
}

/** Returns the options of the CORS plugin; undefined if CORS is disabled. */
export function corsOptions(
  origins: readonly string[],
):
  | { origin: string | string[]; methods: string[]; exposedHeaders: string; strictPreflight: false; maxAge: number }
  | undefined {
  if (origins.includes('none')) return undefined;
  const origin = origins.includes('*') ? '*' : [...origins];
  return { origin, methods: ['GET', 'HEAD'], exposedHeaders: EXPOSED, strictPreflight: false, maxAge: 86_400 };
}
