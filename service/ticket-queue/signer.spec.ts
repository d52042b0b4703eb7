import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Signer } from './signer.ts';
import type { TicketStore } from './stores/ticket-store.ts';

const START = Date.parse('2026-11-21T12:00:00Z');
const VALID_MS = 12 * 3_600_000;

describe(Signer.name, () => {
  let secret: string;
  let isAway: boolean;
  let reads: number;
  let signer: Signer;
  const create = (): Signer => {
    const store = {
      secret: () => {
        reads++;
        return isAway ? Promise.reject(new Error('away')) : Promise.resolve(secret);
      },
    } as unknown as TicketStore;
    return new Signer(store, Date.now);
  };
  beforeEach(() => {
    jest.useFakeTimers({ now: START, doNotFake: ['nextTick', 'queueMicrotask'] });
    [secret, isAway, reads] = ['first', false, 0];
    signer = create();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('should return the nonce of its own tokens for 12 hours, for their purpose only, in every process', async () => {
    const signed = await signer.sign('take');
    expect(await create().verify('take', signed)).toBe(signed.slice(0, 22));
    expect(await signer.verify('display', signed)).toBeUndefined();
    expect(await signer.sign('take')).not.toBe(signed);
    jest.setSystemTime(START + VALID_MS - 1);
    expect(await signer.verify('take', signed)).toBe(signed.slice(0, 22));
    jest.setSystemTime(START + VALID_MS);
    expect(await signer.verify('take', signed)).toBeUndefined();
  });

  it('should reject any other text', async () => {
    const signed = await signer.sign('take');
    const [nonce = '', expiry = '', mac = ''] = signed.split('.');
    for (const other of [
      '',
      'x',
      `x${signed}`,
      `${signed}x`,
      `${nonce}.${expiry}`,
      `${nonce}.${expiry}.`,
      `${nonce}.${expiry}.${mac.slice(1)}`,
      `${nonce}.${expiry}.${'A'.repeat(43)}`,
      `${nonce}.zzzzzzzz.${mac}`,
      `${'A'.repeat(22)}.${expiry}.${mac}`,
    ])
      expect([other, await signer.verify('take', other)]).toEqual([other, undefined]);
  });

  it('should read a new secret before it rejects a token, at most once per second', async () => {
    const signed = await signer.sign('take');
    secret = 'second';
    const other = await create().sign('take');
    reads = 0;
    jest.advanceTimersByTime(999);
    expect(await signer.verify('take', other)).toBeUndefined();
    expect(reads).toBe(0);
    jest.advanceTimersByTime(1);
    expect(await signer.verify('take', other)).toBe(other.slice(0, 22));
    expect(reads).toBe(1);
    expect(await signer.verify('take', signed)).toBeUndefined();
    expect(reads).toBe(1);
  });

  it('should read the secret again after a minute, without waiting for it', async () => {
    await signer.onApplicationBootstrap();
    jest.advanceTimersByTime(60_000);
    await signer.sign('take');
    expect(reads).toBe(1);
    jest.advanceTimersByTime(1);
    isAway = true;
    const signed = await signer.sign('take');
    expect(reads).toBe(2);
    expect(await signer.verify('take', signed)).toBe(signed.slice(0, 22));
    jest.advanceTimersByTime(1000);
    expect(await signer.verify('display', signed)).toBeUndefined();
    expect(reads).toBe(3);
  });

  it('should start without the storage, and sign as soon as it responds', async () => {
    isAway = true;
    await signer.onApplicationBootstrap();
    expect(reads).toBe(1);
    await expect(signer.sign('take')).rejects.toThrow('away');
    await expect(signer.verify('take', 'x')).rejects.toThrow('away');
    isAway = false;
    expect(await signer.sign('take')).toMatch(/^[\w-]{22}\.[\da-z]+\.[\w-]{43}$/);
  });
});
