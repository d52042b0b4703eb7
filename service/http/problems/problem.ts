/** Every kind of problem, with its status. */
export const PROBLEMS = {
  'invalid-parameter': { status: 400, title: 'Invalid parameter' },
  'invalid-request': { status: 400, title: 'Invalid request' },
  unauthorized: { status: 401, title: 'Authentication required' },
  forbidden: { status: 403, title: 'Forbidden' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-acceptable': { status: 406, title: 'Not acceptable' },
  'request-timeout': { status: 408, title: 'Request timeout' },
  conflict: { status: 409, title: 'Conflict with the current state' },
  'precondition-failed': { status: 412, title: 'Precondition failed' },
  'content-too-large': { status: 413, title: 'Content too large' },
  'url-too-long': { status: 414, title: 'URI too long' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'headers-too-large': { status: 431, title: 'Request header fields too large' },
  'internal-error': { status: 500, title: 'Internal server error' },
  unavailable: { status: 503, title: 'Service unavailable' },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** Problem details (RFC 9457), with the request id. */
export interface Problem {
  /** `urn:kiosque:problem:<kind>` */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What was given, what is allowed and what to change. */
  readonly detail: string;
  /** Path of the request. */
  readonly instance: string;
  readonly requestId: string;
  /** Trace of the request (W3C Trace Context), if it is traced. */
  readonly traceId?: string;
  readonly [extension: string]: unknown;
}

/** Additional headers and members of a problem response. */
export interface ProblemExtras {
  readonly headers?: Readonly<Record<string, string>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An error that is reported to the client. Features throw their own subclasses. */
export class ProblemError extends Error {
  override readonly name: string = this.constructor.name;
  readonly kind: ProblemKind;
  readonly extras: ProblemExtras;

  constructor(kind: ProblemKind, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.kind = kind;
    this.extras = extras;
  }
}

/** A query parameter is unknown or malformed. */
export class InvalidParameter extends ProblemError {
  constructor(parameter: string, rule: string) {
    super('invalid-parameter', `The parameter ${JSON.stringify(parameter)} ${rule}.`, { extensions: { parameter } });
  }
}

/** Returns the problem document for an error. */
export function problemOf(error: ProblemError, instance: string, requestId: string): Problem {
  const { status, title } = PROBLEMS[error.kind];
  return {
    type: `urn:kiosque:problem:${error.kind}`,
    title,
    status,
    detail: error.message,
    instance,
    requestId,
    ...error.extras.extensions,
  };
}
