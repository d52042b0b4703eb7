/** Data is never a document: nothing in it may load, run or be framed. Other sites may read it. */
export const API_HEADERS = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'cross-origin',
} as const;

/** Pages load their own styles, script and pictures, and listen to their own events. Nothing inline, nothing from elsewhere. */
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

/** Response headers that scripts of other sites may read. */
const EXPOSED = 'Age, Cache-Status, ETag, Link, Retry-After, X-Request-Id, X-Total-Count';

/** The headers of API answers with what CORS_ORIGINS adds to them. */
export class ApiHeaders {
  private readonly fixed: Readonly<Record<string, string>>;
  private readonly suffix: string;

  constructor(origins: readonly string[]) {
    const open = origins.includes('*');
    this.fixed = open
      ? { ...API_HEADERS, 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED }
      : API_HEADERS;
    this.suffix = variesByOrigin(origins) ? ', Origin' : '';
  }

  /** All headers for an answer that varies by `vary`. */
  with(vary: string): Readonly<Record<string, string>> {
    return { ...this.fixed, Vary: `${vary}${this.suffix}` };
  }
}

/** Whether answers depend on the Origin header: some origins may read them and others not. */
export function variesByOrigin(origins: readonly string[]): boolean {
  return !origins.includes('*') && !origins.includes('none');
}

/** The options of the CORS plugin; undefined when no other origin may read anything. */
export function corsOptions(
  origins: readonly string[],
):
  | { origin: string | string[]; methods: string[]; exposedHeaders: string; strictPreflight: false; maxAge: number }
  | undefined {
  if (origins.includes('none')) return undefined;
  const origin = origins.includes('*') ? '*' : [...origins];
  return { origin, methods: ['GET', 'HEAD'], exposedHeaders: EXPOSED, strictPreflight: false, maxAge: 86_400 };
}
