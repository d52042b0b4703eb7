/** Protocol-independent kind of an error; `http/problems` maps each to a problem. */
export type DomainErrorKind = 'invalid' | 'not-found' | 'conflict' | 'unavailable' | 'unauthenticated' | 'forbidden';

/** Additional details of a domain error. */
export interface DomainErrorDetails {
  /** Seconds after which a retry may succeed. */
  readonly retryAfterSeconds?: number;
  /** Machine-readable details: extension members of the problem document (RFC 9457 section 3.2). */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** The underlying error, for logs. */
  readonly cause?: unknown;
}

/** An error that is reported to the caller. Stores, services and access throw their own subclasses. */
export class DomainError extends Error {
  override readonly name: string = this.constructor.name;
  readonly kind: DomainErrorKind;
  readonly details: DomainErrorDetails;

  constructor(kind: DomainErrorKind, message: string, details: DomainErrorDetails = {}) {
    super(message, details);
    this.kind = kind;
    this.details = details;
  }
}
