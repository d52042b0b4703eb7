import { DomainError } from '../../common/domain-error.ts';
import { MAX_DECISIONS } from './decision.ts';

/** A network that a person gave cannot be decided about. */
export class InvalidNetworkError extends DomainError {
  constructor(message: string) {
    super('invalid', message);
  }
}

/** Too many decisions are in force. */
export class TooManyDecisionsError extends DomainError {
  constructor() {
    super(
      'conflict',
      `There are ${String(MAX_DECISIONS)} decisions, which is the limit: end some that are not needed.`,
    );
  }
}

/** There is no such decision. */
export class UnknownDecisionError extends DomainError {
  constructor(id: string) {
    super('not-found', `There is no decision "${id}": its id is wrong, or it was ended.`);
  }
}

/** There is no list to release, or it is not the one that the person looked at. */
export class ReleaseError extends DomainError {
  constructor(message: string) {
    super('conflict', message);
  }
}

/** No list was built yet. */
export class NotBuiltError extends DomainError {
  constructor() {
    super('unavailable', 'The blocklist has not been built yet: a process with the role analyse builds it.', {
      retryAfterSeconds: 5,
    });
  }
}

/** There is no such file. */
export class UnknownFileError extends DomainError {
  constructor(file: string, files: readonly string[]) {
    super('not-found', `There is no file "${file}": use ${files.join(', ')}, each also with .sig.`);
  }
}

/** Nothing is signed. */
export class NotSignedError extends DomainError {
  constructor() {
    super('not-found', 'The blocklist is not signed: set BLOCKLIST_SIGNING_KEY_FILE to sign it.');
  }
}
