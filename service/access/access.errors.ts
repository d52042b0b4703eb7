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
      { facts: { scope } },
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

/** The storage of keys, sessions and the audit log does not respond. */
export class AccessStoreUnavailableError extends DomainError {
  override readonly name = 'AccessStoreUnavailableError';

  constructor(cause: unknown) {
    super('unavailable', 'Keys and sessions cannot be read or changed right now: their storage is not responding.', {
      retryAfterSeconds: 5,
    });
    this.cause = cause;
  }
}

/** A cookie authenticates a change whose page did not repeat its CSRF token. */
export class CsrfError extends DomainError {
  override readonly name = 'CsrfError';

  constructor() {
    super(
      'forbidden',
      'This change was not sent from a page of the current session: reload the page and try again. Requests with a cookie must repeat its ' +
        'CSRF token in the field csrf or the header X-CSRF-Token.',
    );
  }
}

/** The provider's answer to a sign-in cannot be accepted. */
export class SignInError extends DomainError {
  override readonly name = 'SignInError';
  readonly reason: string;

  /** @param reason continues a sentence: `the provider answered access_denied`. */
  constructor(reason: string) {
    super('forbidden', `The sign-in failed, because ${reason}: start it again from the page you want to open.`);
    this.reason = reason;
  }
}

/** There is no managed key with this id. */
export class KeyNotFoundError extends DomainError {
  override readonly name = 'KeyNotFoundError';

  constructor(id: string) {
    super(
      'not-found',
      `There is no managed key ${JSON.stringify(id)}: keys of QUEUE_KEYS_FILE are changed in the file.`,
    );
  }
}

/** The maximum number of managed keys is reached. */
export class TooManyKeysError extends DomainError {
  override readonly name = 'TooManyKeysError';

  constructor(most: number) {
    super('conflict', `There are already ${String(most)} keys: revoke those that are no longer used.`);
  }
}

/** No device is waiting with this code. */
export class PairingNotFoundError extends DomainError {
  override readonly name = 'PairingNotFoundError';

  constructor() {
    super('not-found', 'No device is waiting with this code: check it, or request a new one on the device.');
  }
}

/** Too many devices are waiting for a confirmation. */
export class TooManyPairingsError extends DomainError {
  override readonly name = 'TooManyPairingsError';

  constructor() {
    super('unavailable', 'Too many devices are waiting for a confirmation: try again in a few minutes.', {
      retryAfterSeconds: 60,
    });
  }
}

/** A key that has expired, or that a device has and nobody could give its successor. */
export class KeyNotRotatableError extends DomainError {
  override readonly name = 'KeyNotRotatableError';

  constructor(id: string) {
    super(
      'conflict',
      `The key ${JSON.stringify(id)} cannot be rotated: it has expired, or belongs to a device. Create or pair anew.`,
    );
  }
}

/** A key cannot be created as requested. */
export class InvalidKeyRequestError extends DomainError {
  override readonly name = 'InvalidKeyRequestError';

  /** @param problem ends a sentence: `the name must have 1 to 64 letters`. */
  constructor(problem: string) {
    super('invalid', `The key was not created: ${problem}.`);
  }
}
