/** What went wrong, in words of no protocol; `http/problems` says how each is answered. */
export type DomainErrorKind = 'not-found' | 'conflict' | 'unavailable' | 'unauthenticated' | 'forbidden';

/** What a domain error tells besides its message. */
export interface DomainErrorDetails {
  /** Seconds after which trying again may succeed. */
  readonly retryAfterSeconds?: number;
  /** Facts for programs, by name: members of the problem document (RFC 9457 section 3.2). */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** An error that whoever asked is told about. Stores, services and access raise it through their own subclasses. */
export class DomainError extends Error {
  override readonly name: string = 'DomainError';
  readonly kind: DomainErrorKind;
  readonly details: DomainErrorDetails;

  constructor(kind: DomainErrorKind, message: string, details: DomainErrorDetails = {}) {
    super(message);
    this.kind = kind;
    this.details = details;
  }
}
