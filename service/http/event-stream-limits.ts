import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { ServerConfig } from '../config/server.config.ts';
import { addressGroup, clientAddress } from './client-address.ts';
import { Limits } from './limits.ts';
import { ProblemError } from './problems/problem.ts';
import { SERVER_CONFIG } from '../common/tokens.ts';

/** Percentage of all streams available to clients without a reservation. */
const OPEN_PERCENT = 80;
const RETRY_SECONDS = 60;

/** Gives a stream access to capacity reserved from other clients. */
export interface Reservation {
  /** Kind of client, such as `display`: the streams of a client address are counted separately for each kind. */
  readonly of: string;
  /** Percentage of all streams, from 80 to 100, up to which the stream is admitted. */
  readonly percent: number;
  /** A secret of the client, and the maximum number of streams per secret, regardless of address. @default no limit */
  readonly holder?: { readonly key: string; readonly most: number };
}

/** Counts the event streams of the whole process, across features. */
@Injectable()
export class EventStreamLimits {
  /** Number of streams by client address and by holder. */
  readonly #counts = new Map<string, number>();
  /** Number of streams by reservation percentage. */
  readonly #filled = new Map<number, number>();
  #cut = 0;

  constructor(
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
    private readonly limits: Limits,
  ) {}

  /** Number of open streams. */
  get open(): number {
    return [...this.#filled.values()].reduce((sum, streams) => sum + streams, 0);
  }

  /** Number of streams that were refused. */
  get refused(): number {
    return this.limits.count('event-streams') + this.limits.count('event-streams-per-address');
  }

  /** Number of streams that were disconnected because their client did not read. */
  get cut(): number {
    return this.#cut;
  }

  /** Counts such a stream. */
  countCut(): void {
    this.#cut++;
  }

  /**
   * Counts a stream and returns a function that must be called when it ends.
   *
   * @throws ProblemError if there are too many, in total or for this client.
   */
  admit(request: IncomingMessage, reservation?: Reservation): () => void {
    const percent = reservation?.percent ?? OPEN_PERCENT;
    if (this.#isFull(percent)) {
      this.limits.reached('event-streams');
      throw tooMany('Too many event streams are open.');
    }
    const limited = this.#limited(request, reservation);
    for (const [key, most] of limited) {
      const count = this.#counts.get(key) ?? 0;
      if (count < most) continue;
      this.limits.reached('event-streams-per-address');
      throw tooMany(`This client already has ${String(count)} open event streams, the maximum.`);
    }
    const count = (change: 1 | -1): void => {
      add(this.#filled, percent, change);
      for (const [key] of limited) add(this.#counts, key, change);
    };
    count(1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      count(-1);
    };
  }

  /** Whether one more stream would use capacity reserved for higher percentages, or exceed the total. */
  #isFull(percent: number): boolean {
    return [...new Set([percent, ...this.#filled.keys(), 100])].some((level) => {
      if (level < percent) return false;
      let count = 0;
      for (const [other, streams] of this.#filled) if (other <= level) count += streams;
      return count >= Math.floor((this.config.MAX_EVENT_STREAMS * level) / 100);
    });
  }

  /** Returns the counters that apply to the stream, each with its limit. */
  #limited(request: IncomingMessage, reservation: Reservation | undefined): readonly (readonly [string, number])[] {
    const group = addressGroup(clientAddress(request, this.config.TRUSTED_PROXIES));
    const byAddress = [`${reservation?.of ?? 'open'} ${group}`, this.config.MAX_EVENT_STREAMS_PER_ADDRESS] as const;
    const { of = '', holder } = reservation ?? {};
    return holder === undefined ? [byAddress] : [byAddress, [`holder of ${of} ${holder.key}`, holder.most]];
  }
}

function add<Key>(counts: Map<Key, number>, key: Key, change: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + change;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function tooMany(reason: string): ProblemError {
  return new ProblemError('unavailable', `${reason} Try again later.`, {
    headers: { 'Retry-After': String(RETRY_SECONDS) },
  });
}
