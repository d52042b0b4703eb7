/**
 * A process that issues or calls tickets one after the other, for the crash test to kill:
 * `node crash-worker.ts <redis port> <queue> issue|call <name> <first> <last>`. Each request has a key, and is asked again
 * until it is answered; what is answered is written out as one line of JSON.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { RedisTicketStore } from '../ticket-queue/stores/redis.ticket-store.ts';
import { TicketStoreUnavailableError } from '../ticket-queue/ticket-queue.errors.ts';
import type { Ticket } from '../ticket-queue/ticket.ts';

const [port = '', queue = '', role, name = '', first, last] = process.argv.slice(2);
const redis = new Redis(Number(port), '127.0.0.1', {
  maxRetriesPerRequest: 0,
  commandTimeout: 1000,
  retryStrategy: () => 20,
});
redis.on('error', () => undefined);
const store = new RedisTicketStore(redis, queue);

for (let turn = Number(first); turn <= Number(last); turn++) {
  const { sequence, token, order } = await answered(`${name}-${String(turn)}`);
  process.stdout.write(`${JSON.stringify({ turn, sequence, token, order })}\n`);
}
await store.close();

async function answered(key: string): Promise<Ticket> {
  for (;;) {
    try {
      const ticket = await asked(key);
      if (ticket !== undefined) return ticket;
    } catch (error) {
      if (!(error instanceof TicketStoreUnavailableError)) throw error;
    }
    await sleep(5);
  }
}

/** Undefined when nobody waits. */
async function asked(key: string): Promise<Ticket | undefined> {
  const now = Date.now();
  if (role === 'call') return await store.call({ counter: name, key, now });
  const token = randomBytes(16).toString('base64url');
  const [day, series] = ['2026-11-21', '2026-11-21'];
  return (await store.issue({ token, day, series, above: 0, prefix: 'R', priority: '', headStartSeconds: 0, key, now }))
    .ticket;
}
