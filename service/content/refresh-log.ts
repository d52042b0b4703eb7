import type { Collection } from './collections/collection.ts';
import type { ContentCopy } from './content-copy.ts';
import type { RefreshFailure } from './refresh-failure.ts';
import type { StoreContext } from './store-context.ts';

/** What a store knows after a refresh. */
interface Refreshed {
  readonly collection: Collection;
  readonly copy: ContentCopy | undefined;
  readonly failure: RefreshFailure | undefined;
  readonly isAbsent: boolean;
}

/** Logs one line per change of a collection's state, not one per attempt. */
export class RefreshLog {
  readonly #context: Pick<StoreContext, 'logger' | 'source'>;
  #state = 'loading';

  constructor(context: Pick<StoreContext, 'logger' | 'source'>) {
    this.#context = context;
  }

  record({ collection, copy, failure, isAbsent }: Refreshed): void {
    const state = failure?.kind ?? (isAbsent ? 'absent' : 'ok');
    if (state === this.#state) return;
    const isFirst = this.#state === 'loading';
    this.#state = state;
    const { logger, source } = this.#context;
    const fields = { collection: collection.name, state, document: copy?.name, items: copy?.list.items.length };
    if (failure !== undefined) {
      const kept = copy === undefined ? 'nothing to serve' : 'serving the last good copy';
      logger.warn({ ...fields, reason: failure.reason }, `content could not be refreshed, ${kept}`);
    } else if (isAbsent) logger.info({ ...fields, source: source.description }, 'content has no document');
    else logger.info(fields, isFirst ? 'content loaded' : 'content is fresh again');
  }
}
