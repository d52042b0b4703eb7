import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { serverSettings } from '../config/server.config.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { readSettings } from '../config/settings.ts';
import { EventStreamLimits } from './event-stream-limits.ts';
import type { Reservation } from './event-stream-limits.ts';
import { Limits } from './limits.ts';

function request(address: string): IncomingMessage {
  return {
    headers: { 'x-forwarded-for': address },
    socket: { remoteAddress: '127.0.0.1' },
  } as unknown as IncomingMessage;
}

function given(most: number, perAddress: number): { admission: EventStreamLimits; limits: Limits } {
  const limits = new Limits();
  const environment = {
    MAX_EVENT_STREAMS: String(most),
    MAX_EVENT_STREAMS_PER_ADDRESS: String(perAddress),
    TRUSTED_PROXIES: '1',
  };
  return {
    admission: new EventStreamLimits(readSettings([serverSettings], environment) as ServerConfig, limits),
    limits,
  };
}

const DISPLAY: Reservation = { of: 'display', percent: 100 };

function ticket(key: string): Reservation {
  return { of: 'ticket', percent: 90, holder: { key, most: 4 } };
}

describe(EventStreamLimits.name, () => {
  it('should reserve a fifth of the streams for reservations', () => {
    const { admission, limits } = given(10, 8);
    for (let index = 0; index < 8; index++) admission.admit(request(`192.0.2.${index}`));
    expect(() => admission.admit(request('198.51.100.1'))).toThrow('Too many event streams are open.');
    expect(limits.count('event-streams')).toBe(1);
    const release = admission.admit(request('192.0.2.1'), ticket('a'));
    admission.admit(request('192.0.2.1'), DISPLAY);
    expect(() => admission.admit(request('192.0.2.1'), DISPLAY)).toThrow('Too many event streams');
    expect([admission.open, admission.refused]).toEqual([10, 2]);
    release();
    release();
    expect(admission.open).toBe(9);
    // Reserved capacity that was released is not available to others.
    expect(() => admission.admit(request('198.51.100.1'))).toThrow('Too many event streams');
    admission.admit(request('192.0.2.1'), ticket('b'));
  });

  it('should reserve the last tenth for displays, whoever connects first', () => {
    const { admission } = given(10, 10);
    for (let index = 0; index < 9; index++) admission.admit(request(`192.0.2.${index}`), ticket(`of ${index}`));
    expect(() => admission.admit(request('198.51.100.1'), ticket('another'))).toThrow('Too many event streams');
    expect(() => admission.admit(request('198.51.100.1'))).toThrow('Too many event streams');
    admission.admit(request('198.51.100.1'), DISPLAY);
    expect(() => admission.admit(request('198.51.100.2'), DISPLAY)).toThrow('Too many event streams');
  });

  it('should not let one address use all streams, whatever tickets it has', () => {
    const { admission } = given(60, 20);
    for (let index = 0; index < 20; index++) admission.admit(request('9.9.9.9'));
    for (let index = 0; index < 20; index++) admission.admit(request('9.9.9.9'), ticket(`of ${index >> 2}`));
    expect(() => admission.admit(request('9.9.9.9'), ticket('of 5'))).toThrow(
      'This client already has 20 open event streams',
    );
    expect([admission.open, admission.refused]).toEqual([40, 1]);
    admission.admit(request('8.8.8.8'), DISPLAY);
    admission.admit(request('8.8.8.8'), ticket('of 5'));
  });

  it('should count per address (an IPv6 /64 as one), separately for displays and tickets, and per ticket', () => {
    const { admission, limits } = given(100, 2);
    const first = admission.admit(request('2001:db8::1'));
    admission.admit(request('2001:db8::2'));
    expect(() => admission.admit(request('2001:db8::3'))).toThrow('This client already has 2 open event streams');
    expect(limits.count('event-streams-per-address')).toBe(1);
    admission.admit(request('2001:db8:0:1::1'));
    first();
    admission.admit(request('2001:db8::3'));
    for (let turn = 0; turn < 2; turn++) admission.admit(request('2001:db8::1'), DISPLAY);
    expect(() => admission.admit(request('2001:db8::1'), DISPLAY)).toThrow('2 open event streams');
    for (let turn = 0; turn < 2; turn++) admission.admit(request('2001:db8::1'), ticket(`of ${turn}`));
    expect(() => admission.admit(request('2001:db8::1'), ticket('another'))).toThrow('2 open event streams');
    for (let turn = 0; turn < 4; turn++) admission.admit(request(`192.0.2.${turn}`), ticket('a'));
    expect(() => admission.admit(request('192.0.2.9'), ticket('a'))).toThrow('4 open event streams');
    admission.admit(request('192.0.2.1'), ticket('b'));
  });

  it('should respond with Retry-After', () => {
    const { admission } = given(10, 1);
    admission.admit(request('192.0.2.1'));
    expect(() => admission.admit(request('192.0.2.1'))).toThrow(
      expect.objectContaining({ kind: 'unavailable', extras: { headers: { 'Retry-After': '60' } } }),
    );
  });
});
