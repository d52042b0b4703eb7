import { describe, expect, it } from '@jest/globals';
import { ACCESS_STORE_OPERATIONS } from '../access/stores/access-store.ts';
import { RedisAccessStore } from '../access/stores/redis.access-store.ts';
import { SqliteAccessStore } from '../access/stores/sqlite.access-store.ts';
import { RedisTicketStore } from '../ticket-queue/stores/redis.ticket-store.ts';
import { SqliteTicketStore } from '../ticket-queue/stores/sqlite.ticket-store.ts';
import { TICKET_STORE_OPERATIONS } from '../ticket-queue/stores/ticket-store.ts';
import { DependencyDurations } from './dependency-durations.ts';

class Shop {
  readonly description = 'a shop';
  readonly #stock: string[];

  constructor(stock: string[]) {
    this.#stock = stock;
  }

  async buy(name: string): Promise<string> {
    await Promise.resolve();
    const index = this.#stock.indexOf(name);
    if (index < 0) throw new RangeError(`no ${name}`);
    this.#stock.splice(index, 1);
    return name;
  }

  burn(): Promise<never> {
    return Promise.reject(new Error('fire'));
  }

  count(): number {
    return this.#stock.length;
  }
}

function counts(durations: DependencyDurations): Record<string, number | undefined> {
  const samples = durations.samples().filter(({ metricName }) => metricName?.endsWith('_count'));
  return Object.fromEntries(
    samples.map(({ labels, value }) => [`${labels.dependency} ${labels.operation} ${labels.outcome}`, value]),
  );
}

describe(DependencyDurations.name, () => {
  const isRefusal = (error: unknown): boolean => error instanceof RangeError;

  it('should count calls by operation and outcome, and pass on results and errors', async () => {
    const durations = new DependencyDurations();
    const shop = durations.measured(new Shop(['bread']), {
      dependency: 'redis',
      operations: ['buy', 'burn'],
      prefix: 'shop.',
      isRefusal,
    });
    expect(counts(durations)).toEqual({});
    expect(await shop.buy('bread')).toBe('bread');
    await expect(shop.buy('bread')).rejects.toThrow('no bread');
    await expect(shop.burn()).rejects.toThrow('fire');
    expect([shop.description, shop.count()]).toEqual(['a shop', 0]);
    expect(counts(durations)).toEqual({
      'redis shop.buy ok': 2,
      'redis shop.buy error': 0,
      'redis shop.burn ok': 0,
      'redis shop.burn error': 1,
    });
  });

  it('should count a call when it ends, and calls of several ports together', async () => {
    const durations = new DependencyDurations();
    const { promise, resolve } = Promise.withResolvers<string>();
    class Slow {
      read(): Promise<string> {
        return promise;
      }
    }
    const measurement = { dependency: 'sqlite', operations: ['read'] } as const;
    const ports = [durations.measured(new Slow(), measurement), durations.measured(new Slow(), measurement)];
    const reads = ports.map((port) => port.read());
    expect(counts(durations)).toEqual({ 'sqlite read ok': 0, 'sqlite read error': 0 });
    resolve('done');
    expect(await Promise.all(reads)).toEqual(['done', 'done']);
    expect(counts(durations)).toEqual({ 'sqlite read ok': 2, 'sqlite read error': 0 });
  });

  it('should sort durations into buckets', async () => {
    const durations = new DependencyDurations();
    class Slow {
      read(): Promise<void> {
        return new Promise((resolve) => setTimeout(resolve, 30));
      }
    }
    await durations.measured(new Slow(), { dependency: 'file-system', operations: ['read'] }).read();
    const buckets = durations.samples().filter(({ labels }) => 'le' in labels && labels.outcome === 'ok');
    const counted = new Map(buckets.map(({ labels, value }) => [(labels as { le?: unknown }).le, value]));
    expect([counted.get(0.025), counted.get(5), counted.get('+Inf')]).toEqual([0, 1, 1]);
  });

  it.each([
    [RedisTicketStore, TICKET_STORE_OPERATIONS],
    [SqliteTicketStore, TICKET_STORE_OPERATIONS],
    [RedisAccessStore, ACCESS_STORE_OPERATIONS],
    [SqliteAccessStore, ACCESS_STORE_OPERATIONS],
  ])('should measure everything that %p does', (store: { prototype: object }, operations: readonly string[]) => {
    // Pages of all tickets are only read by commands, which have no metrics.
    const others = ['constructor', 'tickets', 'close'];
    const methods = Object.getOwnPropertyNames(store.prototype).filter((name) => !others.includes(name));
    expect(methods.sort()).toEqual(operations.toSorted());
  });
});
