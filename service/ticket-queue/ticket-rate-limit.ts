import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { addressGroup, clientAddress } from '../http/client-address.ts';
import { Limits } from '../http/limits.ts';
import { ProblemError } from '../http/problems/problem.ts';
import { CLOCK, SERVER_CONFIG } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { ServerConfig } from '../config/server.config.ts';
import type { TicketStore } from './stores/ticket-store.ts';
import type { TicketQueueConfig } from './ticket-queue.config.ts';
import { TICKET_QUEUE_CONFIG, TICKET_STORE } from './ticket-queue.tokens.ts';

const MINUTE_MS = 60_000;
const REMEMBERED_CLIENTS = 100_000;
/** A storage that does not answer is waited for when the ticket is taken: refusing that must not last a second. */
const PATIENCE_MS = 100;

/** How many tickets each client address may take in a minute, counted by all processes of the queue together. */
@Injectable()
export class TicketRateLimit {
  readonly #most: number;
  readonly #proxies: number;
  readonly #counts = new LRUCache<string, number>({ max: REMEMBERED_CLIENTS });
  #minute = 0;

  constructor(
    @Inject(TICKET_QUEUE_CONFIG) config: TicketQueueConfig,
    @Inject(SERVER_CONFIG) { TRUSTED_PROXIES }: ServerConfig,
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
    private readonly limits: Limits,
  ) {
    this.#most = config.QUEUE_TICKETS_PER_MINUTE;
    this.#proxies = TRUSTED_PROXIES;
  }

  /** Counts a request for a ticket, whatever comes of it. @throws ProblemError when there were too many. */
  async check({ raw }: FastifyRequest): Promise<void> {
    if (this.#most === 0) return;
    const client = addressGroup(clientAddress(raw, this.#proxies));
    const now = this.now();
    const minute = Math.floor(now / MINUTE_MS);
    if (this.#countHere(client, minute) <= this.#most && (await this.#countEverywhere(client, minute)) <= this.#most)
      return;
    this.limits.reached('tickets-per-minute');
    const seconds = String(Math.ceil(((minute + 1) * MINUTE_MS - now) / 1000));
    throw new ProblemError(
      'too-many-requests',
      `At most ${String(this.#most)} tickets a minute are given to one address: try again in ${seconds} s.`,
      { headers: { 'Retry-After': seconds } },
    );
  }

  #countHere(client: string, minute: number): number {
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    const count = (this.#counts.get(client) ?? 0) + 1;
    this.#counts.set(client, count);
    return count;
  }

  /** 0 where this process is the only one, or the storage does not answer: then its own count decides. */
  async #countEverywhere(client: string, minute: number): Promise<number> {
    return await new Promise((resolve) => {
      const decide = (count = 0): void => {
        clearTimeout(timer);
        resolve(count);
      };
      const timer = setTimeout(decide, PATIENCE_MS);
      this.store.countRequest(client, minute).then(decide, () => {
        decide();
      });
    });
  }
}
