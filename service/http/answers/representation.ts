/** What of an answer moves with time: its age, and whether its content is stale. */
export interface Freshness {
  /** Header names and values at `now` (milliseconds). Asked at most once a second for each answer. */
  headers(now: number): Readonly<Record<string, string>>;
  /** Told of every answer given, for counting the stale ones. */
  served(now: number): void;
}

/** One representation of a resource (RFC 9110 section 3.2): bytes, media type and validators, before any content coding. */
export interface Representation {
  /** Route template, the label of its metrics: `/api/:collection`. */
  readonly route: string;
  readonly mediaType: string;
  readonly body: Buffer;
  /** Weak validator, quotes and `W/` included. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly lastModified: number | undefined;
  /** Everything fixed: Vary, Link, security headers, ... */
  readonly headers: Readonly<Record<string, string>>;
  readonly freshness: Freshness | undefined;
  /** Milliseconds since the epoch; from then on the representation must be made again. */
  readonly validUntil: number;
}
