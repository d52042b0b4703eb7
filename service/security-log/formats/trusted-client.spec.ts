import { describe, expect, it } from '@jest/globals';
import { networks } from '../events/network.ts';
import { trustedClient } from './trusted-client.ts';

const TRUSTED = networks(['10.0.0.0/8', '192.0.2.1', '2001:db8:a::/48']);

describe('the client behind trusted proxies', () => {
  it.each([
    ['a proxy', '10.0.0.1', '203.0.113.5', '203.0.113.5'],
    ['two proxies', '10.0.0.1', '203.0.113.5, 192.0.2.1', '203.0.113.5'],
    ['a proxy, with a header that lies', '10.0.0.1', '198.51.100.66, 203.0.113.5', '203.0.113.5'],
    ['a proxy of IPv6', '2001:db8:a::1', '2001:DB8::7', '2001:db8::7'],
    ['proxies alone', '10.0.0.1', '10.0.0.2, 10.0.0.3', '10.0.0.2'],
    ['a proxy, with text for an address', '10.0.0.1', '203.0.113.5, unknown', '10.0.0.1'],
    ['a proxy, with text before a proxy', '10.0.0.1', '203.0.113.5, x, 10.0.0.2', '10.0.0.2'],
    ['a proxy, with an empty header', '10.0.0.1', '', '10.0.0.1'],
    ['a proxy, with ports', '10.0.0.1', '203.0.113.5:4711', '203.0.113.5'],
    ['a proxy, with brackets', '10.0.0.1', '[2001:db8::7]:4711', '2001:db8::7'],
    [
      'a proxy that writes Forwarded',
      '10.0.0.1',
      'for=198.51.100.66, for="[2001:db8::7]:4711";proto=https;by=10.0.0.1',
      '2001:db8::7',
    ],
    ['a proxy that hides the client', '10.0.0.1', 'for=203.0.113.5, for=_hidden', '10.0.0.1'],
    ['nobody that is trusted', '203.0.113.5', '198.51.100.66', '203.0.113.5'],
    ['a host name', 'proxy.example.org', '198.51.100.66', 'proxy.example.org'],
    ['the proxy that wrote the log', undefined, '198.51.100.66, 203.0.113.5, 10.0.0.2', '203.0.113.5'],
  ])('behind %s', (_name, peer, forwarded, client) => {
    expect(trustedClient(peer, forwarded, TRUSTED)).toBe(client);
  });

  it('is the peer where nobody is trusted', () => {
    expect(trustedClient('10.0.0.1', '203.0.113.5', undefined)).toBe('10.0.0.1');
    expect(trustedClient(undefined, '203.0.113.5', undefined)).toBeUndefined();
    expect(trustedClient('not an address', '203.0.113.5', TRUSTED)).toBeUndefined();
  });

  it('is found at the end of a header of a megabyte', () => {
    const header = `${'198.51.100.66, '.repeat(70_000)}203.0.113.5, 10.0.0.2`;
    expect(trustedClient('10.0.0.1', header, TRUSTED)).toBe('203.0.113.5');
  });
});
