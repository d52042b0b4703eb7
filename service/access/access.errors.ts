import { DomainError } from '../common/domain-error.ts';
import type { Resource } from './access.ts';

/** Nobody showed a credential, or one that nobody has. */
export class UnauthorizedError extends DomainError {
  override readonly name = 'UnauthorizedError';

  constructor(reason: string) {
    super('unauthenticated', reason);
  }
}

/** The credential is known, but not for this. */
export class ForbiddenError extends DomainError {
  override readonly name = 'ForbiddenError';

  constructor(scope: string, { kind, name }: Resource) {
    super(
      'forbidden',
      `This credential has no scope "${scope}" for the ${kind} "${name}": ask whoever gave it to you.`,
    );
  }
}

/** The keys of the issuer cannot be read, so nobody can say whose token it is. */
export class IssuerUnavailableError extends DomainError {
  override readonly name = 'IssuerUnavailableError';

  constructor(cause: unknown) {
    super('unavailable', 'Tokens cannot be checked right now: their issuer does not answer.', { retryAfterSeconds: 5 });
    this.cause = cause;
  }
}
