import { describe, expect, it } from '@jest/globals';
import { contains, isLocalAddress, networks, sourceOf } from './network.ts';

describe('sourceOf', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::7', '2001:db8::/64'],
    ['192.0.2.7', '192.0.2.7'],
    ['www.example.org', 'www.example.org'],
    ['203.0.113.0/24', '203.0.113.0/24'],
    ['2001:db8:1::/48', '2001:db8:1::/48'],
  ])('%s counts as %s', (client, source) => {
    expect(sourceOf(client)).toBe(source);
  });
});

describe('isLocalAddress', () => {
  it.each([
    '10.1.2.3',
    '127.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
  ])('%s is local', (address) => {
    expect(isLocalAddress(address)).toBe(true);
  });

  it.each(['172.32.0.1', '100.128.0.1', '192.0.2.7', '203.0.113.9', '2001:db8::1', 'localhost', '203.0.113.0/24'])(
    '%s is not',
    (address) => {
      expect(isLocalAddress(address)).toBe(false);
    },
  );
});

describe('networks', () => {
  it('contain addresses of both families, alone or by prefix', () => {
    const list = networks(['192.0.2.0/24', '198.51.100.7', '2001:db8::/32']);
    expect(['192.0.2.255', '198.51.100.7', '2001:db8:ffff::1'].map((address) => contains(list, address))).toEqual([
      true,
      true,
      true,
    ]);
    expect(
      ['192.0.3.0', '198.51.100.8', '2001:db9::1', 'www.example.org'].map((address) => contains(list, address)),
    ).toEqual([false, false, false, false]);
  });

  it.each(['example.org', '192.0.2.0/33', '2001:db8::/129', '192.0.2.0/', '192.0.2.0/x', ''])('refuse %j', (entry) => {
    expect(() => networks([entry])).toThrow(
      `"${entry}" is not an address or a network in CIDR notation, such as 192.0.2.0/24.`,
    );
  });
});
