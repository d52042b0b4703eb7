import { describe, expect, it } from '@jest/globals';
import { canonicalAddress, canonicalClient, ipv4Between, ipv4Text, isHostName } from './address.ts';

describe('canonicalAddress', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['255.255.255.255', '255.255.255.255'],
    ['0.0.0.0', '0.0.0.0'],
    ['192.000.002.007', '192.0.2.7'],
    ['198.051.100.010', '198.51.100.10'],
    ['192.0.2.7:4711', '192.0.2.7'],
    ['[192.0.2.7]:4711', '192.0.2.7'],
    ['2001:DB8::7', '2001:db8::7'],
    ['2001:0db8:0000:0000:0000:0000:0000:0007', '2001:db8::7'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:db8:1:2:3:4:5:0', '2001:db8:1:2:3:4:5:0'],
    ['2001:db8::0:0', '2001:db8::'],
    ['::', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['[2001:db8::7]', '2001:db8::7'],
    ['[2001:db8::7]:4711', '2001:db8::7'],
    ['fe80::7%eth0', 'fe80::7'],
    ['[fe80::7%25eth0]:22', 'fe80::7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::ffff:c000:207', '192.0.2.7'],
    ['64:ff9b::192.0.2.7', '64:ff9b::c000:207'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalAddress(text)).toBe(canonical);
  });

  it.each([
    '',
    '-',
    '192.0.2',
    '192.0.2.',
    '.192.0.2.7',
    '192.0..7',
    '192.0.2.256',
    '192.0.2.0007',
    '192.0.2.7.1',
    '192.0.2.7 ',
    '192.0.2.7:port',
    '0x7f.0.0.1',
    ':',
    ':::',
    '1:::2',
    '1::2::3',
    ':1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7::8',
    '12345::1',
    '2001:db8::g',
    '::192.0.2.256',
    '192.0.2.7::1',
    '[2001:db8::7',
    '[[::1]]',
    '[]',
    '[2001:db8::7]x',
    'www.example.org',
    '1'.repeat(1_000_000),
    ':'.repeat(1_000_000),
  ])('%.40s is none', (text) => {
    expect(canonicalAddress(text)).toBeUndefined();
  });
});

describe('canonicalClient', () => {
  it.each([
    ['WWW.Example.Org', 'www.example.org'],
    ['localhost', 'localhost'],
    ['host_1.example.', 'host_1.example.'],
    ['192.0.2.7', '192.0.2.7'],
    ['2001:DB8::7', '2001:db8::7'],
  ])('%s is %s', (text, canonical) => {
    expect(canonicalClient(text)).toBe(canonical);
  });

  // A name whose last label is a number would be taken for an address by others.
  it.each(['1.2.3', '300.1.1.1', '-', '', '-host', 'a..b', 'user name', 'x=y', 'a/b', 'host\0', 'a'.repeat(254)])(
    '%.20j is none',
    (text) => {
      expect(canonicalClient(text)).toBeUndefined();
      expect(isHostName(text)).toBe(false);
    },
  );
});

describe('IPv4 addresses as numbers', () => {
  it('reads one inside of a line', () => {
    expect(ipv4Between('from 192.0.2.7 port', 5, 14)).toBe(0xc0000207);
    expect(ipv4Between('from 192.0.2.7 port', 5, 15)).toBe(-1);
  });

  it('writes every octet, and equal ones as the same text', () => {
    expect(ipv4Text(0xffffffff)).toBe('255.255.255.255');
    expect(ipv4Text(0x01020304)).toBe('1.2.3.4');
  });

  it('remains right after more addresses than it remembers', () => {
    for (let value = 0; value < 200_000; value++) ipv4Text(value);
    expect(ipv4Text(199_999)).toBe('0.3.13.63');
  });
});
