import { DomainError } from '../common/domain-error.ts';
import type { CollectionStore } from './collection.store.ts';

const RETRY_AFTER_SECONDS = 5;

/** No collection has this name. */
export class UnknownCollection extends DomainError {
  constructor(given: string, known: readonly string[]) {
    super('not-found', `Unknown collection ${JSON.stringify(given)}: the collections are ${known.join(', ')}.`);
  }
}

/** Returns why a collection has no copy to serve, not even a stale one. */
export function nothingToServe({ collection: { name }, candidates, isAbsent }: CollectionStore): DomainError {
  if (isAbsent) {
    const reason = `The collection ${name} has no document: the source has none of ${candidates.join(', ')}.`;
    return new DomainError('not-found', reason);
  }
  return new DomainError(
    'unavailable',
    `The collection ${name} has not been read yet and no earlier copy exists: try again in ${String(RETRY_AFTER_SECONDS)} s.`,
    { retryAfterSeconds: RETRY_AFTER_SECONDS },
  );
}
