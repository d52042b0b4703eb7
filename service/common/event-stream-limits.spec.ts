import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { serverSettings } from '../config/server.config.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { readSettings } from '../config/settings.ts';
import { EventStreamLimits } from './event-stream-limits.ts';
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

describe(EventStreamLimits.name, () => {
  it('should keep a fifth for those who have a reservation, whatever others open', () => {
    const { admission, limits } = given(10, 8);
    for (let index = 0; index < 8; index++) admission.admit(request(`192.0.2.${index}`));
    expect(() => admission.admit(request('198.51.100.1'))).toThrow('Too many streams are open already.');
    expect(limits.count('event-streams')).toBe(1);
    admission.admit(request('192.0.2.1'), { of: 'display' });
    const release = admission.admit(request('192.0.2.1'), { of: 'ticket a', most: 4 });
    expect(() => admission.admit(request('192.0.2.1'), { of: 'ticket b', most: 4 })).toThrow('Too many streams');
    release();
    release();
    // What was reserved and ended is not free for others.
    expect(() => admission.admit(request('198.51.100.1'))).toThrow('Too many streams');
    admission.admit(request('192.0.2.1'), { of: 'ticket b', most: 4 });
  });

  it('should count each address, a whole /64 of IPv6 as one, its displays apart, and a ticket wherever it is', () => {
    const { admission, limits } = given(100, 2);
    const first = admission.admit(request('2001:db8::1'));
    admission.admit(request('2001:db8::2'));
    expect(() => admission.admit(request('2001:db8::3'))).toThrow('This client has 2 streams open already');
    expect(limits.count('event-streams-per-address')).toBe(1);
    admission.admit(request('2001:db8:0:1::1'));
    first();
    admission.admit(request('2001:db8::3'));
    for (let turn = 0; turn < 2; turn++) admission.admit(request('2001:db8::1'), { of: 'display' });
    expect(() => admission.admit(request('2001:db8::1'), { of: 'display' })).toThrow('2 streams');
    for (let turn = 0; turn < 4; turn++) admission.admit(request(`192.0.2.${turn}`), { of: 'ticket a', most: 4 });
    expect(() => admission.admit(request('192.0.2.9'), { of: 'ticket a', most: 4 })).toThrow('4 streams');
    admission.admit(request('192.0.2.1'), { of: 'ticket b', most: 4 });
  });

  it('should ask to come back later', () => {
    const { admission } = given(10, 1);
    admission.admit(request('192.0.2.1'));
    expect(() => admission.admit(request('192.0.2.1'))).toThrow(
      expect.objectContaining({ kind: 'unavailable', extras: { headers: { 'Retry-After': '60' } } }),
    );
  });
});
