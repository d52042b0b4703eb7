/** The headers of an answer that change over time: its age, and whether its content is stale. */
export interface Freshness {
  /** Header names and values at `now` (milliseconds). Called at most once per second and answer. */
  headers(now: number): Readonly<Record<string, string>>;
  /** Called for every response, to count stale ones. */
  served(now: number): void;
}

/** One representation of a resource (RFC 9110 section 3.2): bytes, media type and validators, before any content coding. */
export interface Representation {
  /** Route template, used as a metrics label: `/api/:collection`. */
  readonly route: string;
  readonly mediaType: string;
  readonly body: Buffer;
  /** Weak validator, quotes and `W/` included. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number | undefined;
  /** Headers that do not change: Vary, Link, security headers, ... */
  readonly headers: Readonly<Record<string, string>>;
  readonly freshness: Freshness | undefined;
  /** When the representation expires, in milliseconds since the epoch. */
  readonly validUntil: number;
}
