import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { RateLimiter } from './rate-limiter.ts';

describe(RateLimiter.name, () => {
  it('should limit the number of addresses, and keep counting known ones', () => {
    const limiter = new RateLimiter(1, 0, () => 0);
    const ask = (remoteAddress: string): number | undefined =>
      limiter.retryAfter({ headers: {}, socket: { remoteAddress } } as unknown as IncomingMessage);
    for (let index = 0; index < 100_000; index++) ask(`10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    expect([ask('192.0.2.1'), ask('192.0.2.1')]).toEqual([undefined, undefined]);
    expect(ask('10.0.0.1')).toBe(60);
  });
});
