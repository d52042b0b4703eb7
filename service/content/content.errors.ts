import { DomainError } from '../common/domain-error.ts';
import { ProblemError } from '../http/problems/problem.ts';

const list = (words: readonly string[]): string => words.join(', ');

/** No collection has this name. */
export class UnknownCollection extends DomainError {
  override readonly name = 'UnknownCollection';

  constructor(given: string, known: readonly string[]) {
    super('not-found', `Unknown collection ${JSON.stringify(given)}: the collections are ${list(known)}.`);
  }
}

/** The source has no document for the collection. */
export class DocumentAbsent extends DomainError {
  override readonly name = 'DocumentAbsent';

  constructor(collection: string, candidates: readonly string[]) {
    super('not-found', `The collection ${collection} has no document: the source has none of ${list(candidates)}.`);
  }
}

/** The collection has no such public item. */
export class UnknownItem extends DomainError {
  override readonly name = 'UnknownItem';

  constructor(collection: string, id: string) {
    super(
      'not-found',
      `The collection ${collection} has no item ${JSON.stringify(id)}: see /api/${collection} for its items.`,
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

/** No available media type is acceptable to the client. */
export class NotAcceptable extends ProblemError {
  override readonly name = 'NotAcceptable';

  constructor(mediaTypes: readonly string[]) {
    super('not-acceptable', `The Accept header allows none of ${list(mediaTypes)}.`, {
      extensions: { available: mediaTypes },
    });
  }
}

/** There is no copy to serve, not even a stale one. */
export class ContentUnavailable extends DomainError {
  override readonly name = 'ContentUnavailable';

  constructor(collection: string, retryAfterSeconds: number) {
    super(
      'unavailable',
      `The collection ${collection} has not been read yet and no earlier copy exists: try again in ${String(retryAfterSeconds)} s.`,
      { retryAfterSeconds },
    );
  }
}
