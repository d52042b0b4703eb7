import type { PreparedAnswer } from './prepared-answer.ts';
import type { Representation } from './representation.ts';

/** Maximum number of request keys per representation: its URLs times the Accept headers. The oldest is evicted first. */
const MAX_REQUEST_KEYS = 64;
/** Overhead of a Map entry, its objects and strings. */
const OVERHEAD_BYTES = 256;

/** One cached representation with its codings and the requests it answers. */
export class KeptRepresentation {
  readonly representation: Representation;
  readonly #name: string;
  readonly #owner: KeptAnswers;
  readonly #codings = new Map<string, Promise<PreparedAnswer>>();
  readonly #requests = new Set<string>();
  /** Bytes of body, codings and keys. */
  bytes: number;
  /** Whether it was used since eviction last visited it. */
  used = false;

  constructor(owner: KeptAnswers, name: string, representation: Representation) {
    this.#owner = owner;
    this.#name = name;
    this.representation = representation;
    this.bytes = representation.body.length + 2 * name.length + 4 * OVERHEAD_BYTES;
  }

  /** Returns the answer in a coding, by its name, created once. A failed attempt is not cached. */
  coded(coding: string, make: () => Promise<PreparedAnswer>): Promise<PreparedAnswer> {
    const known = this.#codings.get(coding);
    if (known !== undefined) return known;
    const promise = make().then(
      (answer) => {
        this.#grow(answer.size);
        return answer;
      },
      (error: unknown) => {
        this.#codings.delete(coding);
        throw error;
      },
    );
    this.#codings.set(coding, promise);
    return promise;
  }

  /** Registers the answer for requests with this key. */
  answers(request: string, answer: PreparedAnswer): void {
    if (!this.#owner.has(this.#name, this)) return;
    if (!this.#requests.has(request)) {
      const [oldest] = this.#requests;
      if (this.#requests.size >= MAX_REQUEST_KEYS && oldest !== undefined) this.#forget(oldest);
      this.#requests.add(request);
      this.#grow(sizeOf(request));
    }
    this.#owner.route(request, answer, this);
  }

  /** The request keys it is registered under. */
  requests(): ReadonlySet<string> {
    return this.#requests;
  }

  #forget(request: string): void {
    this.#requests.delete(request);
    this.#owner.unroute(request, this);
    this.#grow(-sizeOf(request));
  }

  #grow(bytes: number): void {
    this.bytes += bytes;
    if (this.#owner.has(this.#name, this)) this.#owner.grown(bytes);
  }
}

/**
 * Caches representations, their codings and the requests they answer, within one memory limit. Entries not used since the last eviction
 * are evicted first (second chance): on the hot path, a flag is cheaper than maintaining an LRU list.
 */
export class KeptAnswers {
  readonly #maxBytes: number;
  readonly #representations = new Map<string, KeptRepresentation>();
  readonly #requests = new Map<string, { readonly answer: PreparedAnswer; readonly kept: KeptRepresentation }>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Returns the answer to a request. */
  find(request: string): PreparedAnswer | undefined {
    const found = this.#requests.get(request);
    if (found === undefined) return undefined;
    found.kept.used = true;
    return found.answer;
  }

  representation(name: string): KeptRepresentation | undefined {
    const kept = this.#representations.get(name);
    if (kept !== undefined) kept.used = true;
    return kept;
  }

  /** Stores a representation, replacing an earlier one of the same name. */
  keep(name: string, representation: Representation): KeptRepresentation {
    const kept = new KeptRepresentation(this, name, representation);
    this.#drop(name);
    this.#representations.set(name, kept);
    this.grown(kept.bytes);
    return kept;
  }

  has(name: string, kept: KeptRepresentation): boolean {
    return this.#representations.get(name) === kept;
  }

  route(request: string, answer: PreparedAnswer, kept: KeptRepresentation): void {
    this.#requests.set(request, { answer, kept });
  }

  unroute(request: string, kept: KeptRepresentation): void {
    if (this.#requests.get(request)?.kept === kept) this.#requests.delete(request);
  }

  /** Adds to the size, and evicts entries until it fits. */
  grown(bytes: number): void {
    this.#bytes += bytes;
    for (const [name, kept] of this.#representations) {
      if (this.#bytes <= this.#maxBytes) return;
      if (kept.used) {
        kept.used = false;
        this.#representations.delete(name);
        this.#representations.set(name, kept);
      } else this.#drop(name);
    }
  }

  #drop(name: string): void {
    const kept = this.#representations.get(name);
    if (kept === undefined) return;
    this.#representations.delete(name);
    this.#bytes -= kept.bytes;
    for (const request of kept.requests()) this.unroute(request, kept);
  }
}

function sizeOf(request: string): number {
  return 2 * request.length + OVERHEAD_BYTES;
}
