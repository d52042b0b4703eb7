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
/** Timeout of the shared count; issuing the ticket has its own timeout. */
const PATIENCE_MS = 100;

/** Limits the tickets per minute and client address, counted across all processes of the queue. */
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

  /** Counts a ticket request, whether or not it succeeds. @throws ProblemError if there were too many. */
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
      `At most ${String(this.#most)} tickets per minute are issued to one address: try again in ${seconds} s.`,
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

  /** Returns 0 if this is the only process or the storage does not respond: its own count then decides. */
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
