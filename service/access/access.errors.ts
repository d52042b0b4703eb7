import { DomainError } from '../common/domain-error.ts';
import type { Resource } from './access.ts';

/** The request has no credential, or an unknown one. */
export class UnauthorizedError extends DomainError {
  override readonly name = 'UnauthorizedError';

  constructor(reason: string) {
    super('unauthenticated', reason);
  }
}

/** The credential is valid but lacks the required scope. */
export class ForbiddenError extends DomainError {
  override readonly name = 'ForbiddenError';

  constructor(scope: string, { kind, name }: Resource) {
    super(
      'forbidden',
      `The credential does not have the scope "${scope}" for the ${kind} "${name}": ask whoever issued it.`,
    );
  }
}

/** The keys of the issuer cannot be fetched, so tokens cannot be verified. */
export class IssuerUnavailableError extends DomainError {
  override readonly name = 'IssuerUnavailableError';

  constructor(cause: unknown) {
    super('unavailable', 'Tokens cannot be verified right now: the issuer is not responding.', {
      retryAfterSeconds: 5,
    });
    this.cause = cause;
  }
}
