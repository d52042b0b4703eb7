import { Inject, Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import type { ServerConfig } from '../config/server.config.ts';
import { addressGroup, clientAddress } from './client-address.ts';
import { Limits } from './limits.ts';
import { ProblemError } from './problems/problem.ts';
import { SERVER_CONFIG } from './tokens.ts';

/** Share of all streams that anybody may open; the rest is for those who hold a reservation. */
const OPEN_SHARE = 0.8;
const RETRY_SECONDS = 60;

/** Lets a stream use the fifth that is kept from others. */
export interface Reservation {
  /** Whose it is: `display`, or `ticket` and its token. */
  readonly of: string;
  /** How many of these there may be, whoever opens them. @default MAX_EVENT_STREAMS_PER_ADDRESS for each client address */
  readonly most?: number;
}

/** Counts the streams of server-sent events of the whole process, whichever feature opened them. */
@Injectable()
export class EventStreamLimits {
  readonly #counts = new Map<string, number>();
  #all = 0;
  #open = 0;

  constructor(
    @Inject(SERVER_CONFIG) private readonly config: ServerConfig,
    private readonly limits: Limits,
  ) {}

  /**
   * Counts one more stream. Gives the function that must be called when it has ended.
   *
   * @throws ProblemError when there are too many, of all or of this client.
   */
  admit(request: IncomingMessage, reservation?: Reservation): () => void {
    const { MAX_EVENT_STREAMS: most, MAX_EVENT_STREAMS_PER_ADDRESS: perAddress } = this.config;
    const isOpen = reservation === undefined;
    if (this.#all >= most || (isOpen && this.#open >= Math.floor(most * OPEN_SHARE))) {
      this.limits.reached('event-streams');
      throw tooMany('Too many streams are open already.');
    }
    const key = this.#keyOf(request, reservation);
    const count = this.#counts.get(key) ?? 0;
    if (count >= (reservation?.most ?? perAddress)) {
      this.limits.reached('event-streams-per-address');
      throw tooMany(`This client has ${String(count)} streams open already, as many as are allowed.`);
    }
    this.#count(key, 1, isOpen);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.#count(key, -1, isOpen);
    };
  }

  #keyOf(request: IncomingMessage, reservation: Reservation | undefined): string {
    if (reservation?.most !== undefined) return reservation.of;
    const group = addressGroup(clientAddress(request, this.config.TRUSTED_PROXIES));
    return `${reservation?.of ?? 'open'} ${group}`;
  }

  #count(key: string, change: 1 | -1, isOpen: boolean): void {
    const count = (this.#counts.get(key) ?? 0) + change;
    if (count === 0) this.#counts.delete(key);
    else this.#counts.set(key, count);
    this.#all += change;
    if (isOpen) this.#open += change;
  }
}

function tooMany(reason: string): ProblemError {
  return new ProblemError('unavailable', `${reason} Try again later.`, {
    headers: { 'Retry-After': String(RETRY_SECONDS) },
  });
}
