import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { addressGroup, addressPrefix, clientAddress } from './client-address.ts';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}

describe('clientAddress', () => {
  it.each([
    [0, '203.0.113.9', '9.9.9.9', '203.0.113.9'],
    [1, '10.0.0.1', undefined, '10.0.0.1'],
    [1, '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [1, '10.0.0.1', '9.9.9.9, 203.0.113.9', '203.0.113.9'],
    [2, '10.0.0.1', '9.9.9.9, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    [2, '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [1, '10.0.0.1', '9.9.9.8:4001', '9.9.9.8'],
    [1, '10.0.0.1', '[2001:db8::7]:4001', '2001:db8::7'],
    [1, '10.0.0.1', '2001:DB8:0:0::7', '2001:db8::7'],
    [1, '::ffff:10.0.0.1', '::ffff:203.0.113.9', '203.0.113.9'],
    [1, 'fe80::1%eth0', undefined, 'fe80::1'],
    [1, '10.0.0.1', 'unknown', '10.0.0.1'],
    [1, '10.0.0.1', 'x'.repeat(4000), '10.0.0.1'],
    [2, '10.0.0.1', '203.0.113.9, nonsense', '10.0.0.1'],
    [1, '10.0.0.1', '', '10.0.0.1'],
  ])('with %i trusted proxies finds who called %s (%s)', (trusted, remote, forwarded, expected) => {
    expect(clientAddress(from(remote, forwarded), trusted)).toBe(expected);
  });
});

describe('addressGroup', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['', ''],
  ])('puts %s into %s', (address, group) => {
    expect(addressGroup(address)).toBe(group);
  });
});

describe('addressPrefix', () => {
  it.each([
    ['203.0.113.9', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
    ['2001:db8:0:7::6', '2001:db8::/48'],
    ['2001:0:0:7::6', '2001::/48'],
    ['::1', '::/48'],
    ['', ''],
  ])('turns %s into %s', (address, prefix) => {
    expect(addressPrefix(address)).toBe(prefix);
  });
});
