import type { IncomingMessage, ServerResponse } from 'node:http';
import pLimit from 'p-limit';
import type { Limits } from '../limits.ts';
import { ProblemError } from '../problems/problem.ts';
import { hasPrecondition } from './conditional.ts';
import { encode, negotiateCoding, SMALLEST_CODED_BYTES } from './content-coding.ts';
import type { NegotiatedCoding } from './content-coding.ts';
import { KeptAnswers } from './kept-answers.ts';
import type { KeptRepresentation } from './kept-answers.ts';
import { PreparedAnswer } from './prepared-answer.ts';
import type { AddedHeaders } from './prepared-answer.ts';
import type { Representation } from './representation.ts';

/** Cache key of a representation, unique in the service; the first part is its kind. */
export type AnswerKey = readonly [kind: string, ...parts: (string | number | boolean)[]];

/** Options of `AnswerCache`. */
export interface AnswerCacheOptions {
  readonly keepAliveSeconds: number;
  /** True if responses depend on the Origin header, which only the framework's CORS hook evaluates. */
  readonly variesByOrigin: boolean;
  /** True while the process is draining: responses then close their connection. */
  readonly isDraining: () => boolean;
  readonly now: () => number;
  readonly limits: Limits;
  /** Maximum size of all cached answers and their keys, in bytes. @default 32 MiB */
  readonly maxBytes?: number;
}

const MAX_BYTES = 33_554_432;
/** Requests with longer URLs and headers bypass the cache lookup. */
const LONGEST_REQUEST_KEY = 2048;

/** Concurrent renderings and encodings: more would only compete for the same cores and use memory. */
const CONCURRENT_RENDERINGS = 4;
const WAITING_RENDERINGS = 256;

/**
 * Caches answers so that repeated requests never reach the framework. Controllers fill it: the first request runs through Nest,
 * later ones are looked up by URL and negotiation headers. The cache is cleared when content changes.
 *
 * @throws ProblemError from `representation` and `answerFor` if more than 256 renderings are queued.
 */
export class AnswerCache {
  readonly #options: AnswerCacheOptions;
  readonly #renderings = pLimit(CONCURRENT_RENDERINGS);
  #making = new Map<string, Promise<KeptRepresentation>>();
  /** Replaced when content changes, so that answers rendered from earlier content are sent but not cached. */
  #kept: KeptAnswers;
  #hits = 0;
  #misses = 0;

  constructor(options: AnswerCacheOptions) {
    this.#options = options;
    this.#kept = new KeptAnswers(options.maxBytes ?? MAX_BYTES);
  }

  /** Current size of the cached answers in bytes, including keys and codings. */
  get bytes(): number {
    return this.#kept.bytes;
  }

  /** Number of answers sent by `serve`. */
  get hits(): number {
    return this.#hits;
  }

  /** Number of answers that the framework had to prepare. */
  get misses(): number {
    return this.#misses;
  }

  /** Answers from the cache and returns the route template; returns undefined if the framework must answer. */
  serve(request: IncomingMessage, response: ServerResponse): string | undefined {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    if (this.#options.variesByOrigin && request.headers.origin !== undefined) return undefined;
    if (hasPrecondition(request.headers)) return undefined;
    const answer = this.#kept.find(requestKey(request));
    if (answer === undefined) return undefined;
    if (this.#options.now() >= answer.representation.validUntil) return undefined;
    this.#hits++;
    this.write(answer, request, response);
    return answer.representation.route;
  }

  /** Returns the representation cached under `key`, rendering it if it is missing or has expired. Concurrent calls share one rendering. */
  async representation(key: AnswerKey, make: () => Promise<Representation>): Promise<KeptRepresentation> {
    const name = JSON.stringify(key);
    const kept = this.#kept.representation(name);
    if (kept !== undefined && this.#options.now() < kept.representation.validUntil) return kept;
    const pending = this.#making.get(name);
    if (pending !== undefined) return await pending;
    const [keptAnswers, making] = [this.#kept, this.#making];
    const promise = this.#render(make).then((representation) => keptAnswers.keep(name, representation));
    making.set(name, promise);
    try {
      return await promise;
    } finally {
      making.delete(name);
    }
  }

  /** Returns the representation in the coding the client prefers, and caches it for later requests. Each coding is produced once. */
  async answerFor(kept: KeptRepresentation, request: IncomingMessage): Promise<PreparedAnswer> {
    this.#misses++;
    const wanted = negotiateCoding(request);
    const name = `${wanted.coding}${wanted.identity ? '' : ' only'}`;
    const answer = await kept.coded(name, () => this.#render(() => this.#code(kept.representation, wanted)));
    const key = requestKey(request);
    if (key.length <= LONGEST_REQUEST_KEY) kept.answers(key, answer);
    return answer;
  }

  write(answer: PreparedAnswer, request: IncomingMessage, response: ServerResponse, added?: AddedHeaders): void {
    answer.write(request, response, this.#options.now(), added, this.#options.isDraining());
  }

  /** Clears the cache; renderings in progress are sent but not cached. */
  clear(): void {
    this.#kept = new KeptAnswers(this.#options.maxBytes ?? MAX_BYTES);
    this.#making = new Map();
  }

  async #code(representation: Representation, { coding, identity }: NegotiatedCoding): Promise<PreparedAnswer> {
    const { keepAliveSeconds } = this.#options;
    const { body } = representation;
    const isWorth = coding !== 'identity' && (!identity || body.length >= SMALLEST_CODED_BYTES);
    const coded = isWorth ? await encode(body, coding) : undefined;
    if (coded === undefined || (identity && coded.length >= body.length))
      return new PreparedAnswer(representation, 'identity', body, keepAliveSeconds);
    return new PreparedAnswer(representation, coding, coded, keepAliveSeconds);
  }

  async #render<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#renderings.pendingCount >= WAITING_RENDERINGS) {
      this.#options.limits.reached('renderings');
      throw new ProblemError('unavailable', 'Too many responses are being rendered: try again.', {
        headers: { 'Retry-After': '1' },
      });
    }
    return await this.#renderings(work);
  }
}

function requestKey({ url, headers }: IncomingMessage): string {
  return `${url ?? ''}\n${headers.accept ?? ''}\n${headers['accept-encoding'] ?? ''}\n${headers['accept-language'] ?? ''}`;
}
