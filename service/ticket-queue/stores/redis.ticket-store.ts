import { randomBytes } from 'node:crypto';
import type { Cluster, Redis } from 'ioredis';
import { COMMAND_TIMEOUT_MS } from '../../common/redis/connect-redis.ts';
import {
  QueueFullError,
  TicketNotFoundError,
  TicketStateError,
  TicketStoreUnavailableError,
} from '../ticket-queue.errors.ts';
import { TRANSITIONS } from '../ticket.ts';
import type { Ticket, TicketEvent, TicketState, Transition } from '../ticket.ts';
import { KEYS, SCRIPTS, commandOf, sourceOf } from './redis-scripts.ts';
import type { Script } from './redis-scripts.ts';
import { jsonOf, placedOf, ticketOf } from './redis-ticket.ts';
import { COUNTERS, TASKS } from './ticket-store.ts';
import type { Call, Counters, Issue, PlacedTicket, QueueSnapshot, Task, TicketStore } from './ticket-store.ts';

type Run = (...args: readonly (string | number)[]) => Promise<unknown>;

/** Lifetime of a request count; longer than a minute because clocks may differ. */
const REQUEST_COUNT_MS = 120_000;

/**
 * Tickets in Redis 6.2 to 8, standalone or cluster: one script per transition, all keys of a queue under one hash tag, no
 * expiry. The connection must be configured with a command timeout of `COMMAND_TIMEOUT_MS`.
 */
export class RedisTicketStore implements TicketStore {
  readonly #redis: Redis | Cluster;
  readonly #prefix: string;
  readonly #keys: readonly string[];
  readonly #sequence: string;
  readonly #events: string;
  /** Offset of the server's clock from ours, in milliseconds, as of the last snapshot. */
  #clockOffset: number | undefined;

  /** @param queue name of the queue: lower-case letters, digits and hyphens. */
  constructor(redis: Redis | Cluster, queue: string) {
    this.#redis = redis;
    this.#prefix = `kiosque:{${queue}}:`;
    const keyOf = (name: string): string => `${this.#prefix}${name}`;
    this.#keys = KEYS.map(keyOf);
    this.#sequence = keyOf('sequence');
    this.#events = keyOf('events');
    for (const script of SCRIPTS) {
      redis.defineCommand(commandOf(script), { numberOfKeys: KEYS.length, lua: sourceOf(script) });
    }
  }

  async issue({ key = '', ...issue }: Issue): Promise<PlacedTicket> {
    const { token, day, series, above, prefix, priority, headStartSeconds, maxWaiting, now } = issue;
    const own = [token, day, series, above, prefix, priority, headStartSeconds, maxWaiting, key, now];
    const answer = await this.#run('issue', this.#deadline(), ...own);
    if (answer === 'full') throw new QueueFullError(maxWaiting);
    return placedOf(answer);
  }

  async call({ counter, key = '', now }: Call): Promise<Ticket | undefined> {
    const json = await this.#run('call', this.#deadline(), counter, key, now);
    return json === null ? undefined : ticketOf(json);
  }

  async transition(token: string, transition: Transition, now: number): Promise<Ticket> {
    const from = ` ${TRANSITIONS[transition].join(' ')} `;
    const answer = String(await this.#run('transition', this.#deadline(), token, transition, from, now));
    if (answer === '?') throw new TicketNotFoundError();
    if (answer.startsWith('!')) throw new TicketStateError(transition, answer.slice(1) as TicketState);
    return ticketOf(answer);
  }

  async find(token: string): Promise<PlacedTicket | undefined> {
    const answer = await this.#run('find', token);
    return answer === null ? undefined : placedOf(answer);
  }

  async snapshot(limit = 0): Promise<QueueSnapshot> {
    const begin = Date.now();
    const answer = (await this.#run('snapshot', limit)) as [number, string[], string[], string, number];
    const [waiting, called, line, lastEventId, serverTime] = answer;
    this.#clockOffset = serverTime - (begin + Date.now()) / 2;
    return { waiting, called: called.map(ticketOf), line: line.map(ticketOf), lastEventId: Number(lastEventId) };
  }

  async eventsAfter(id: number, limit: number): Promise<readonly TicketEvent[]> {
    const entries = await this.#withStoreErrors(() =>
      this.#redis.xrange(this.#events, `(${String(id)}-18446744073709551615`, '+', 'COUNT', limit),
    );
    return entries.map(([entry, [, at, , type, , ticket]]) => ({
      id: Number.parseInt(entry, 10),
      at: Number(at),
      type: type as TicketEvent['type'],
      ticket: ticketOf(ticket),
    }));
  }

  async purge(before: string): Promise<number> {
    let deleted = 0;
    // Requests first, so that none refers to a deleted ticket.
    for (const what of ['requests', 'tickets']) {
      let cursor = '0';
      do {
        const [next, count] = (await this.#run('purge', what, cursor, before)) as [string, number];
        cursor = next;
        deleted += count;
      } while (cursor !== '0');
    }
    return deleted;
  }

  async *tickets(): AsyncIterable<readonly Ticket[]> {
    const [key = ''] = this.#keys;
    // A scan can return a field twice.
    const seen = new Set<string>();
    let cursor = '0';
    do {
      const [next, entries] = await this.#withStoreErrors(() => this.#redis.hscan(key, cursor, 'COUNT', 500));
      const page = entries.filter((_, index) => index % 2 === 1).map(ticketOf);
      const fresh = page.filter(({ token }) => !seen.has(token));
      for (const { token } of fresh) seen.add(token);
      if (fresh.length > 0) yield fresh;
      cursor = next;
    } while (cursor !== '0');
  }

  async counters(): Promise<Counters> {
    const all = await this.#withStoreErrors(() => this.#redis.hgetall(this.#sequence));
    return Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) => (COUNTERS.test(name) ? [[name, Number(value)]] : [])),
    );
  }

  async restoreTickets(tickets: readonly Ticket[]): Promise<number> {
    return Number(await this.#run('restore-tickets', ...tickets.map(jsonOf)));
  }

  async restoreCounters(counters: Counters, mark: number): Promise<void> {
    await this.#run('restore-counters', mark, ...Object.entries(counters).flat());
  }

  async secret(): Promise<string> {
    const made = randomBytes(32).toString('base64url');
    return await this.#withStoreErrors(async () => {
      const isNew = (await this.#redis.hsetnx(this.#sequence, 'secret', made)) === 1;
      return isNew ? made : ((await this.#redis.hget(this.#sequence, 'secret')) ?? made);
    });
  }

  async countRequest(client: string, minute: number): Promise<number> {
    const key = `${this.#prefix}requests ${client} ${String(minute)}`;
    const answers = await this.#withStoreErrors(() =>
      this.#redis.multi().incr(key).pexpire(key, REQUEST_COUNT_MS).exec(),
    );
    const [error, count] = answers?.[0] ?? [];
    if (error) throw new TicketStoreUnavailableError(error);
    return Number(count);
  }

  async recordSuccess(task: Task, at: number): Promise<void> {
    await this.#withStoreErrors(() => this.#redis.hset(this.#sequence, fieldOf(task), at));
  }

  async successes(): Promise<ReadonlyMap<Task, number>> {
    const values = await this.#withStoreErrors(() => this.#redis.hmget(this.#sequence, ...TASKS.map(fieldOf)));
    const all = TASKS.map((task, index) => [task, Number(values[index] ?? 0)] as const);
    return new Map(all.filter(([, at]) => at > 0));
  }

  async close(): Promise<void> {
    await this.#redis.quit().catch(() => {
      this.#redis.disconnect();
    });
  }

  /** Returns the deadline for a change by the server's clock; 0 until that clock is known. */
  #deadline(): number {
    return this.#clockOffset === undefined ? 0 : Math.floor(Date.now() + this.#clockOffset + COMMAND_TIMEOUT_MS);
  }

  #run(script: Script, ...args: readonly (string | number)[]): Promise<unknown> {
    const commands = this.#redis as unknown as Readonly<Record<string, Run>>;
    return this.#withStoreErrors(() => commands[commandOf(script)]?.(...this.#keys, ...args));
  }

  async #withStoreErrors<Result>(ask: () => Promise<Result> | undefined): Promise<Result> {
    try {
      return (await ask()) as Result;
    } catch (error) {
      throw new TicketStoreUnavailableError(error);
    }
  }
}

/** Not among `COUNTERS`: backups do not include it. */
function fieldOf(task: Task): string {
  return `task ${task}`;
}
