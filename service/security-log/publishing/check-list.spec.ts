import { describe, expect, it } from '@jest/globals';
import { listFiles } from '../../test/list-server.ts';
import { checkList } from './check-list.ts';

const NETWORKS = ['45.0.0.1', '45.0.0.7', '45.1.0.0/24', '2a00:1:2:3::/64'];

function check(files: Readonly<Record<string, string>>, version = 4): unknown {
  return checkList(new Map(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])), version);
}

const changed = (name: string, from: string | RegExp, to: string): Record<string, string> => {
  const files = listFiles(4, NETWORKS);
  return { ...files, [name]: (files[name] ?? '').replace(from, to) };
};

describe(checkList.name, () => {
  it('should accept a complete list, and an empty one', () => {
    expect(check(listFiles(4, NETWORKS))).toMatchObject({ version: 4, entries: [{ network: '45.0.0.1' }, {}, {}, {}] });
    expect(check(listFiles(1, []), 1)).toMatchObject({ version: 1, entries: [] });
  });

  it.each([
    ['all.txt', changed('all.txt', /# end\n$/, ''), 'all.txt does not end with "# end": it is incomplete'],
    ['ipv4.txt', changed('ipv4.txt', '45.0.0.7\n', ''), 'ipv4.txt contains 2 entries, which is not the number'],
    ['ipv6.txt', changed('ipv6.txt', 'version: 4', 'version: 3'), 'ipv6.txt does not say version: 4'],
    ['blocklist.nft', changed('blocklist.nft', 'version: 4', 'version: 3'), 'blocklist.nft does not say version: 4'],
    ['blocklist.nginx.conf', changed('blocklist.nginx.conf', /^#.*/, ''), 'conf does not say version: 4'],
    ['blocklist.json', changed('blocklist.json', '"version":4', '"version":5'), 'is version 5, but was announced as 4'],
    ['blocklist.json', changed('blocklist.json', /\]\}$/, ''), 'blocklist.json is not a blocklist in JSON'],
    ['all.txt', changed('all.txt', '45.0.0.7', '10.0.0.7'), 'all.txt contains "10.0.0.7", which must never be listed'],
  ])('should reject %s if it is wrong', (_, files, message) => {
    expect(() => check(files)).toThrow(message);
  });

  it.each([
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['45.0.0.0/15', '45.0.0.0/15'],
    ['2a00::/31', '2a00::/31'],
    ['10.1.2.3', '10.1.2.3'],
    ['168.63.0.0/16', '168.63.0.0/16'],
    ['169.254.169.254', '169.254.169.254'],
    ['fe80::1', 'fe80::1'],
    ['::ffff:45.0.0.1', '::ffff:45.0.0.1'],
    ['2001:db8:1::/64', '2001:db8:1::/64'],
    ['45.0.0.1/33', '45.0.0.1/33'],
    ['45.0.0.1/', '45.0.0.1/'],
    ['example.org', 'example.org'],
    ['192.168.1.0/24', '192.168.1.0/24'],
  ])('should reject a list with %s', (network, named) => {
    expect(() => check(listFiles(4, ['45.0.0.1', network]))).toThrow(
      `contains ${JSON.stringify(named)}, which must never be listed; nothing was published.`,
    );
  });
});
