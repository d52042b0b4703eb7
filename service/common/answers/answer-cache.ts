import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { encode, negotiateCoding } from './content-coding.ts';
import { PreparedAnswer } from './prepared-answer.ts';
import type { AddedHeaders } from './prepared-answer.ts';
import type { Representation } from './representation.ts';

/** What the cache needs to know of the process. */
export interface AnswerCacheOptions {
  readonly keepAliveSeconds: number;
  /** True when answers depend on the Origin header, which only the framework's CORS hook decides. */
  readonly variesByOrigin: boolean;
  /** True while the process drains: answers then end their connection. */
  readonly isDraining: () => boolean;
  readonly now: () => number;
}

const MAX_BYTES = 33_554_432;
const MAX_URL_CHARACTERS = 1024;
const LONGEST_KEY = 4096;

/**
 * Answers kept ready, so that a request for one never reaches the framework. Controllers fill it: the first request for something runs
 * through Nest, the following ones are looked up by URL and negotiation headers. Everything is dropped when content changes.
 * Two parts of at most 32 MiB each: representations as made, and answers in a coding.
 */
export class AnswerCache {
  private readonly answers = new LRUCache<string, PreparedAnswer>({ maxSize: MAX_BYTES, sizeCalculation: (answer) => answer.size });
  private readonly representations = new LRUCache<string, Representation>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ body }) => body.length + 1024,
  });
  private readonly making = new Map<string, Promise<Representation>>();
  private readonly options: AnswerCacheOptions;
  private generation = 0;

  constructor(options: AnswerCacheOptions) {
    this.options = options;
  }

  /** Answers from what is ready, and gives the route template; undefined when the framework must answer. */
  serve(request: IncomingMessage, response: ServerResponse, added?: AddedHeaders): string | undefined {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (this.options.variesByOrigin && added === undefined && request.headers.origin !== undefined) return undefined;
    const answer = this.answers.get(requestKey(request));
    if (answer === undefined) return undefined;
    const now = this.options.now();
    if (now >= answer.representation.validUntil) return undefined;
    answer.write(request, response, now, added, this.options.isDraining());
    return answer.representation.route;
  }

  /** The representation kept under `key`, made now when there is none or its time is over. Concurrent calls share one making. */
  async representation(key: string, make: () => Promise<Representation>): Promise<Representation> {
    const kept = this.representations.get(key);
    if (kept !== undefined && this.options.now() < kept.validUntil) return kept;
    const pending = this.making.get(key);
    if (pending !== undefined) return await pending;
    const { generation } = this;
    const promise = make();
    this.making.set(key, promise);
    try {
      const representation = await promise;
      if (generation === this.generation) this.representations.set(key, representation);
      return representation;
    } finally {
      if (this.making.get(key) === promise) this.making.delete(key);
    }
  }

  /** Answers with a representation, in the coding the client prefers, and keeps the answer for its next request. */
  async answer(representation: Representation, request: IncomingMessage, response: ServerResponse, added?: AddedHeaders): Promise<void> {
    const { generation } = this;
    const answer = await this.prepare(representation, request);
    const key = requestKey(request);
    if (generation === this.generation && key.length <= LONGEST_KEY && (request.url?.length ?? 0) <= MAX_URL_CHARACTERS) {
      this.answers.set(key, answer);
    }
    answer.write(request, response, this.options.now(), added, this.options.isDraining());
  }

  /** Forgets everything; representations being made are not kept either. */
  clear(): void {
    this.generation++;
    this.answers.clear();
    this.representations.clear();
    this.making.clear();
  }

  private async prepare(representation: Representation, request: IncomingMessage): Promise<PreparedAnswer> {
    const { keepAliveSeconds } = this.options;
    const wanted = negotiateCoding(request);
    const coded = wanted === 'identity' ? undefined : await encode(representation.body, wanted);
    return coded === undefined
      ? new PreparedAnswer(representation, 'identity', representation.body, keepAliveSeconds)
      : new PreparedAnswer(representation, wanted, coded, keepAliveSeconds);
  }

}

function requestKey({ url, headers }: IncomingMessage): string {
  return `${url ?? ''}\n${headers.accept ?? ''}\n${String(headers['accept-encoding'] ?? '')}\n${headers['accept-language'] ?? ''}`;
}
