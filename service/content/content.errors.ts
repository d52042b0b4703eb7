import { DomainError } from '../common/domain-error.ts';
import { ProblemError } from '../http/problems/problem.ts';

const list = (words: readonly string[]): string => words.join(', ');

/** No collection has this name. */
export class UnknownCollection extends DomainError {
  override readonly name = 'UnknownCollection';

  constructor(given: string, known: readonly string[]) {
    super('not-found', `There is no collection ${JSON.stringify(given)}: there are ${list(known)}.`);
  }
}

/** The source says that a collection has no document. */
export class DocumentAbsent extends DomainError {
  override readonly name = 'DocumentAbsent';

  constructor(collection: string, candidates: readonly string[]) {
    super(
      'not-found',
      `The collection ${collection} has no document: none of ${list(candidates)} exists at the source.`,
    );
  }
}

/** The collection has no such item now. */
export class UnknownItem extends DomainError {
  override readonly name = 'UnknownItem';

  constructor(collection: string, id: string) {
    super(
      'not-found',
      `The collection ${collection} has no item ${JSON.stringify(id)}: /api/${collection} lists those it has.`,
    );
  }
}

/** A query parameter is unknown or malformed. */
export class InvalidParameter extends ProblemError {
  override readonly name = 'InvalidParameter';

  constructor(parameter: string, rule: string) {
    super('invalid-parameter', `The parameter ${JSON.stringify(parameter)} ${rule}.`, { extensions: { parameter } });
  }
}

/** Nothing that the client accepts can be made. */
export class NotAcceptable extends ProblemError {
  override readonly name = 'NotAcceptable';

  constructor(mediaTypes: readonly string[]) {
    super('not-acceptable', `The Accept header allows none of ${list(mediaTypes)}.`, {
      extensions: { available: mediaTypes },
    });
  }
}

/** There is no copy to serve, not even an old one. */
export class ContentUnavailable extends DomainError {
  override readonly name = 'ContentUnavailable';

  constructor(collection: string, retryAfterSeconds: number) {
    super(
      'unavailable',
      `The collection ${collection} could not be read yet and no earlier copy is kept: try again in ${String(retryAfterSeconds)} s.`,
      { retryAfterSeconds },
    );
  }
}
