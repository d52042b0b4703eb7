import type { IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { SourceErrors } from './source-errors.ts';

const MINUTE = 60_000;

function from(address: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { headers, socket: { remoteAddress: address } } as unknown as IncomingMessage;
}

describe(SourceErrors.name, () => {
  let now: number;
  let errors: SourceErrors;
  beforeEach(() => {
    now = 100 * MINUTE;
    errors = new SourceErrors(0, () => now);
  });

  function answered(address: string, status: number, times = 1, route = '/api'): void {
    for (let time = 0; time < times; time++) errors.answered(from(address), route, status);
  }
  const largest = (): object => Object.fromEntries(errors.largest());

  it('should report the client with most errors, by kind', () => {
    expect(largest()).toEqual({ '401': 0, '5xx': 0 });
    answered('192.0.2.1', 401, 3);
    answered('192.0.2.2', 401, 5);
    answered('192.0.2.1', 500, 2);
    answered('192.0.2.1', 503, 2);
    expect(largest()).toEqual({ '401': 5, '5xx': 4 });
  });

  it('should ignore other responses, and probes of a process that is not ready', () => {
    for (const status of [200, 304, 400, 403, 404, 429]) answered('192.0.2.1', status);
    answered('192.0.2.1', 503, 9, '/readyz');
    expect(largest()).toEqual({ '401': 0, '5xx': 0 });
  });

  it('should forget each minute after five', () => {
    answered('192.0.2.1', 401, 4);
    now += MINUTE;
    answered('192.0.2.1', 401, 2);
    now += 3 * MINUTE;
    answered('192.0.2.1', 401);
    expect(largest()).toMatchObject({ '401': 7 });
    now += MINUTE;
    expect(largest()).toMatchObject({ '401': 3 });
    now += MINUTE;
    expect(largest()).toMatchObject({ '401': 1 });
    now += 3 * MINUTE;
    expect(largest()).toMatchObject({ '401': 0 });
    answered('192.0.2.1', 401);
    now += 60 * MINUTE;
    answered('192.0.2.1', 401);
    expect(largest()).toMatchObject({ '401': 1 });
  });

  it('should count the /64 of an IPv6 address as one client, and believe trusted proxies only', () => {
    answered('2001:db8:0:1::1', 401);
    answered('2001:db8:0:1:ffff::2', 401);
    answered('2001:db8:0:2::1', 401);
    expect(largest()).toMatchObject({ '401': 2 });
    for (let index = 0; index < 9; index++) errors.answered(from('192.0.2.1', `203.0.113.${String(index)}`), '/', 500);
    expect(largest()).toMatchObject({ '5xx': 9 });
    const behind = new SourceErrors(1, () => now);
    for (let index = 0; index < 9; index++)
      behind.answered(from('192.0.2.1', `8.8.8.${String(index)}, 203.0.113.${String(index % 3)}`), '/', 500);
    expect(Object.fromEntries(behind.largest())).toMatchObject({ '5xx': 3 });
  });

  it('should remember 10,000 clients, and forget the one that was quiet for longest', () => {
    const address = (index: number): string => `10.0.${String(index >> 8)}.${String(index & 255)}`;
    answered('192.0.2.1', 401, 50);
    answered('192.0.2.2', 401, 40);
    for (let index = 0; index < 9_998; index++) answered(address(index), 401);
    expect(largest()).toMatchObject({ '401': 50 });
    answered('192.0.2.2', 401);
    answered(address(9_998), 401);
    expect(largest()).toMatchObject({ '401': 41 });
  });
});
