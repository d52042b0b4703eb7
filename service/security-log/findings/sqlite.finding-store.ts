import { FindingStoreUnavailableError } from '../security-log.errors.ts';
import type { SqliteThread } from '../stores/sqlite-thread.ts';
import type { FindingFilter, FindingStore } from './finding-store.ts';
import type { ActorRecord, Finding } from './finding.ts';

/** Findings read at a time. */
const PAGE = 200;

/** Findings in the SQLite file of the line queue. */
export class SqliteFindingStore implements FindingStore {
  readonly #thread: SqliteThread;

  constructor(thread: SqliteThread) {
    this.#thread = thread;
  }

  async actors(keys: readonly string[]): Promise<readonly ActorRecord[]> {
    return await orUnavailable(this.#thread.operation('findings', 'actors')(keys));
  }

  async list(filter: FindingFilter, page: Parameters<FindingStore['list']>[1]): ReturnType<FindingStore['list']> {
    return await orUnavailable(this.#thread.operation('findings', 'list')(filter, page));
  }

  async *each(filter: FindingFilter): AsyncIterable<Finding> {
    const ids = await orUnavailable(this.#thread.operation('findings', 'ids')(filter));
    for (let begin = 0; begin < ids.length; begin += PAGE) yield* await this.#findAll(ids.slice(begin, begin + PAGE));
  }

  async find(id: string): Promise<Finding | undefined> {
    return (await this.#findAll([id]))[0];
  }

  async origins(): ReturnType<FindingStore['origins']> {
    return await orUnavailable(this.#thread.operation('findings', 'origins')());
  }

  async erase(source: string): Promise<number> {
    return await orUnavailable(this.#thread.operation('findings', 'erase')(source));
  }

  async purge(before: Parameters<FindingStore['purge']>[0]): Promise<number> {
    return await orUnavailable(this.#thread.operation('findings', 'purge')(before));
  }

  async restore(findings: readonly Finding[]): Promise<number> {
    return await orUnavailable(this.#thread.operation('findings', 'restore')(findings));
  }

  async #findAll(ids: readonly string[]): Promise<readonly Finding[]> {
    return await orUnavailable(this.#thread.operation('findings', 'findAll')(ids));
  }
}

async function orUnavailable<Result>(answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    throw new FindingStoreUnavailableError(error);
  }
}
