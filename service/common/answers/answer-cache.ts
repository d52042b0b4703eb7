import type { IncomingMessage, ServerResponse } from 'node:http';
import { LRUCache } from 'lru-cache';
import { encode, negotiateCoding } from './content-coding.ts';
import type { Coding } from './content-coding.ts';
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
 * Two parts of at most 32 MiB each: representations as made, least recently used out first; and answers in a coding, which are dropped
 * together when there are too many, because on this path a plain Map is measurably faster than one that remembers its uses.
 */
export class AnswerCache {
  private readonly answers = new Map<string, PreparedAnswer>();
  private answerBytes = 0;
  private readonly representations = new LRUCache<string, Representation>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ body }) => body.length + 1024,
  });
  private readonly making = new Map<string, Promise<Representation>>();
  private readonly options: AnswerCacheOptions;
  /** The answers made from each current representation; replaced when content changes, so that late ones are not kept. */
  private prepared = new WeakMap<Representation, Map<Coding, Promise<PreparedAnswer>>>();

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
    const { prepared } = this;
    const promise = make();
    this.making.set(key, promise);
    try {
      const representation = await promise;
      prepared.set(representation, new Map());
      if (prepared === this.prepared) this.representations.set(key, representation);
      return representation;
    } finally {
      if (this.making.get(key) === promise) this.making.delete(key);
    }
  }

  /** Answers with a representation, in the coding the client prefers, and keeps the answer for its next request. */
  async answer(
    representation: Representation,
    request: IncomingMessage,
    response: ServerResponse,
    added?: AddedHeaders,
  ): Promise<void> {
    const answer = await this.prepare(representation, negotiateCoding(request));
    const key = requestKey(request);
    const isShort = key.length <= LONGEST_KEY && (request.url?.length ?? 0) <= MAX_URL_CHARACTERS;
    if (isShort && this.prepared.has(representation)) this.keep(key, answer);
    answer.write(request, response, this.options.now(), added, this.options.isDraining());
  }

  /** Forgets everything; what is being made for earlier content is answered but not kept. */
  clear(): void {
    this.prepared = new WeakMap();
    this.dropAnswers();
    this.representations.clear();
    this.making.clear();
  }

  private keep(key: string, answer: PreparedAnswer): void {
    if (this.answerBytes + answer.size > MAX_BYTES) this.dropAnswers();
    this.answerBytes += answer.size - (this.answers.get(key)?.size ?? 0);
    this.answers.set(key, answer);
  }

  private dropAnswers(): void {
    this.answers.clear();
    this.answerBytes = 0;
  }

  /** Each representation is coded once, whatever else its requests say. */
  private prepare(representation: Representation, wanted: Coding): Promise<PreparedAnswer> {
    const byCoding = this.prepared.get(representation);
    const kept = byCoding?.get(wanted);
    if (kept !== undefined) return kept;
    const promise = this.make(representation, wanted);
    byCoding?.set(wanted, promise);
    return promise;
  }

  private async make(representation: Representation, wanted: Coding): Promise<PreparedAnswer> {
    const { keepAliveSeconds } = this.options;
    const coded = wanted === 'identity' ? undefined : await encode(representation.body, wanted);
    return coded === undefined
      ? new PreparedAnswer(representation, 'identity', representation.body, keepAliveSeconds)
      : new PreparedAnswer(representation, wanted, coded, keepAliveSeconds);
  }
}

function requestKey({ url, headers }: IncomingMessage): string {
  return `${url ?? ''}\n${headers.accept ?? ''}\n${headers['accept-encoding'] ?? ''}\n${headers['accept-language'] ?? ''}`;
}
