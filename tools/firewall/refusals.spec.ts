import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Host } from './test/host.ts';
import { LISTED, hosts } from './test/networks.ts';
import { FAR, listOf, makeSigner, writeSigned } from './test/signed-list.ts';

// Rules of the firewall are loaded in a network namespace of their own, which needs root.
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot('a list that must not be loaded', () => {
  let host: Host;
  let rules: string;
  beforeAll(async () => {
    host = await Host.create('nft');
    await host.namespaces.serve(host.path('www'));
    await host.reset();
    writeFileSync(host.path('etc/allow'), '11.0.3.3\n');
    rules = await host.activate();
  });
  afterAll(() => host.end());
  beforeEach(() => {
    host.configure({ MAX_ENTRIES: '1000', MAX_BYTES: '20000' });
    host.publish(1, LISTED);
  });

  const sign = (text: string, key = 'key'): void => writeSigned(host.path('www/all.txt'), text, host.path(key));
  const changed = listOf(2, { [FAR]: [...LISTED, '11.0.0.2'] });

  it.each([
    ['everything', '0.0.0.0/0 is wider than /16', () => host.publish(2, ['0.0.0.0/0'])],
    ['all of IPv6', '::/0 is wider than /32', () => host.publish(2, ['::/0'])],
    ['a private network', '10.0.0.0/8, which is never blocked: private', () => host.publish(2, ['10.1.0.0/16'])],
    ['the metadata of clouds', '169.254.0.0/16', () => host.publish(2, ['169.254.169.254'])],
    ['the health probes of Azure', 'Azure', () => host.publish(2, ['168.63.129.16'])],
    ['a link-local network', '8000::/1', () => host.publish(2, ['fe80::/64'])],
    ['an IPv4 address inside IPv6', 'not an address', () => host.publish(2, ['::ffff:11.0.0.1'])],
    ['an address of this host', '11.0.9.1, which is never blocked: an address', () => host.publish(2, ['11.0.9.1'])],
    ['the network of this host', 'an address of this host', () => host.publish(2, ['2600:9::/48'])],
    ['an allowed address', 'allowed on this host', () => host.publish(2, ['11.0.3.0/24'])],
    ['a truncated list', 'truncated', () => sign(changed.replace('# end\n', ''))],
    ['more behind the end', 'continues behind its end', () => sign(`${changed}11.0.0.3\n`)],
    ['a wrong count', 'states 5 entries and has 4', () => sign(changed.replace('11.0.0.1\n', ''))],
    ['no expiry', 'no "# expires:" line', () => sign(changed.replace(`# expires: ${FAR}\n`, ''))],
    ['a command', 'not an address', () => sign(changed.replace('11.0.0.1\n', '11.0.0.1; flush ruleset\n'))],
    ['bits behind the prefix', 'has bits behind', () => sign(changed.replace('11.0.1.0/24', '11.0.1.1/24'))],
    ['another file', 'does not start with', () => sign('<html>\n')],
    ['a changed byte', 'signature', () => writeFileSync(host.path('www/all.txt'), changed)],
    ['no signature', 'cannot fetch', () => rmSync(host.path('www/all.txt.sig'))],
    ['an older version', 'version 0 is older than the active version 1', () => host.publish(0, LISTED)],
    ['a list that grew tenfold', 'grows from 4 to 400 networks', () => host.publish(2, hosts(400))],
    ['too many networks', 'MAX_ENTRIES=1000', () => host.publish(2, hosts(1001))],
    ['too many bytes', 'at most 20000 bytes', () => host.publish(2, hosts(5000))],
    [
      'the signature of somebody else',
      'signature',
      () => {
        makeSigner(host.path('other'), host.path('other_signers'));
        sign(changed, 'other');
      },
    ],
    [
      'a server that never stops sending',
      'at most 20000 bytes',
      () => host.configure({ URL: 'http://127.0.0.1:8000/endless/', MAX_BYTES: '20000' }),
    ],
  ])('should be refused: %s', async (_, reason, publish) => {
    publish();
    const { code, stderr } = await host.run('update', '--automatic');
    expect([code, stderr]).toEqual([1, expect.stringContaining(reason)]);
    expect(stderr).toMatch(/^kiosque-blocklist: .*; the previous list stays active[^\n]*\n$/);
    expect(await host.rules()).toBe(rules);
  });

  it('should be refused when it grows too much in a day by small steps', async () => {
    host.publish(2, hosts(90));
    expect(await host.run('update', '--automatic')).toMatchObject({ code: 0 });
    host.publish(3, hosts(180));
    const { code, stderr } = await host.run('update', '--automatic');
    expect([code, stderr]).toEqual([1, expect.stringContaining('grows from 4 to 180 networks in a day')]);
  });

  it('should be loaded when a person accepts its growth', async () => {
    host.publish(4, hosts(400));
    expect(await host.run('update', '--accept-growth')).toMatchObject({ code: 0 });
    expect((await host.run('confirm')).stdout).toContain('version 4 is confirmed');
    host.publish(5, hosts(600));
    expect(await host.run('update', '--automatic')).toMatchObject({ code: 0 });
  });

  it('should be explained by check', async () => {
    expect((await host.run('check', host.path('www/all.txt'))).stdout).toContain('4 networks are blocked today');
    sign(listOf(2, { [FAR]: ['11.0.0.1', '127.0.0.1'] }));
    const { code, stderr } = await host.run('check', host.path('www/all.txt'));
    expect([code, stderr]).toEqual([1, expect.stringContaining('line 7: 127.0.0.1 overlaps 127.0.0.0/8')]);
  });
});
