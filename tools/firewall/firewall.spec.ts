import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../service/test/eventually.ts';
import { Host } from './test/host.ts';
import { LISTED, hosts, prefixes } from './test/networks.ts';
import { FAR, listOf, writeSigned } from './test/signed-list.ts';

const BLOCKED = ['11.0.0.1', '11.0.1.7', '2600:1::1', '2600:2::7'];
const OTHERS = ['11.0.0.2', '11.0.2.1', '2600:1::2', '2600:2:0:1::7'];

// Rules of the firewall are loaded in a network namespace of their own, which needs root.
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot.each(['nft', 'ipset'] as const)('kiosque-blocklist with %s', (backend) => {
  let host: Host;
  beforeAll(async () => {
    host = await Host.create(backend);
    await host.namespaces.addClients([...BLOCKED, ...OTHERS]);
    await host.namespaces.serve(host.path('www'));
  });
  afterAll(() => host.end());
  beforeEach(() => host.reset());

  const reachable = async (addresses: readonly string[]): Promise<string[]> => {
    const reached = await Promise.all(addresses.map((address) => host.namespaces.reaches(address)));
    return addresses.filter((_, index) => reached[index]);
  };

  it('should block listed addresses and no others, in both address families, until undo', async () => {
    expect(await reachable([...BLOCKED, ...OTHERS])).toEqual([...BLOCKED, ...OTHERS]);
    await host.activate();
    expect(await reachable([...BLOCKED, ...OTHERS])).toEqual(OTHERS);
    expect((await host.run('status')).stdout).toMatch(
      /version 1, built .*, 4 networks\npackets dropped .*: [1-9]\d*\n/,
    );
    expect(await host.run('undo')).toMatchObject({ code: 0 });
    expect(await reachable(BLOCKED)).toEqual(BLOCKED);
    expect(await host.rules()).not.toMatch(/kiosque/i);
    expect((await host.run('update', '--automatic')).stdout).toContain('switched off by undo');
    expect(await host.rules()).not.toMatch(/kiosque/i);
    await host.run('update');
    expect(await reachable(BLOCKED)).toEqual([]);
  });

  it('should change nothing the second time', async () => {
    const rules = await host.activate();
    expect(await host.run('update')).toMatchObject({ code: 0, stdout: 'kiosque-blocklist: no change\n' });
    expect(await host.rules()).toBe(rules);
  });

  it('should roll back a list that nobody confirms, to the previous one or to none', async () => {
    host.configure({ CONFIRM_SECONDS: '1' });
    expect((await host.run('update')).stdout).toContain('rolled back in 1 seconds');
    expect(await host.rules()).toMatch(/kiosque/i);
    await eventually(async () => {
      expect(await host.rules()).not.toMatch(/kiosque/i);
    });
    host.configure();
    const rules = await host.activate();
    host.configure({ CONFIRM_SECONDS: '1' });
    host.publish(2, ['11.0.0.2']);
    await host.run('update');
    expect(await host.rules()).not.toBe(rules);
    await eventually(async () => {
      expect(await host.rules()).toBe(rules);
    });
    expect(await host.run('confirm')).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing waits') });
  });

  it('should leave an unconfirmed list alone before its deadline, and roll it back afterwards even without its watcher', async () => {
    const rules = await host.activate();
    host.publish(2, ['11.0.0.2']);
    await host.run('update');
    const { code, stderr } = await host.run('update', '--automatic');
    expect([code, stderr]).toEqual([1, expect.stringContaining('version 2 waits for its confirmation')]);
    writeFileSync(host.path('state/deadline'), '1');
    expect((await host.run('confirm')).stdout).toContain('rolled back to version 1');
    expect(await host.rules()).toBe(rules);
  });

  it('should confirm by itself with --automatic, unless the server cannot be reached any more', async () => {
    const rules = await host.activate();
    host.publish(2, [...LISTED, '11.0.0.2']);
    await host.namespaces.serve(host.path('www'), 2);
    expect(await host.run('update', '--automatic')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('rolled back to version 1'),
      stderr: expect.stringContaining('cannot be reached behind the new list'),
    });
    expect(await host.rules()).toBe(rules);
    await host.namespaces.serve(host.path('www'));
    expect(await host.run('update', '--automatic')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('version 2 is confirmed'),
    });
    expect(await reachable(['11.0.0.2', '11.0.2.1'])).toEqual(['11.0.2.1']);
  });

  it('should restore the confirmed list after a restart of the host, without the server', async () => {
    await host.activate();
    const clear = 'nft flush ruleset; iptables -t raw -F; ip6tables -t raw -F; ipset destroy 2> /dev/null || true';
    await host.namespaces.run('sh', ['-c', clear]);
    await host.namespaces.stopServer();
    const { code, stdout } = await host.run('update', '--automatic');
    expect([code, stdout]).toEqual([1, 'kiosque-blocklist: restored version 1\n']);
    await host.namespaces.serve(host.path('www'));
    expect(await reachable([...BLOCKED, ...OTHERS])).toEqual(OTHERS);
  });

  it('should let addresses through that this host allows, and load them again when the file changes', async () => {
    await host.activate();
    writeFileSync(host.path('etc/allow'), '11.0.2.0/24 # the office\n2600:1::2\n');
    expect((await host.run('update', '--automatic')).stdout).toContain('version 1 is confirmed');
    expect(await host.rules()).toContain('11.0.2.0/24');
    expect(await reachable([...BLOCKED, ...OTHERS])).toEqual(OTHERS);
  });

  it('should forget networks at the end of their last day', async () => {
    const text = listOf(2, { '2020-01-01': ['11.0.0.1', '11.0.1.0/24'], [FAR]: ['11.0.0.2'] });
    writeSigned(host.path('www/all.txt'), text, host.path('key'));
    expect(await host.run('update', '--automatic')).toMatchObject({ code: 0 });
    expect(await reachable(['11.0.0.1', '11.0.1.7', '11.0.0.2'])).toEqual(['11.0.0.1', '11.0.1.7']);
  });

  it('should send its key where the lists are not public, and never print it', async () => {
    await host.namespaces.serve(host.path('www'), Infinity, 'sesame-sesame');
    expect(await host.run('update')).toMatchObject({ code: 1, stderr: expect.stringContaining('401') });
    writeFileSync(host.path('key-of-host'), 'sesame-sesame\n');
    host.configure({ KEY_FILE: host.path('key-of-host') });
    const { code, stdout, stderr } = await host.run('update');
    expect([code, stdout + stderr]).toEqual([0, expect.not.stringContaining('sesame')]);
    await host.namespaces.serve(host.path('www'));
  });

  it('should load 100 000 hosts and prefixes', async () => {
    host.publish(2, [...hosts(50_000), ...prefixes(50_000)]);
    const { code, stderr } = await host.run('update', '--automatic');
    expect([code, stderr]).toEqual([0, '']);
    expect(await reachable([...BLOCKED, ...OTHERS])).toEqual([...BLOCKED, ...OTHERS]);
    const commands = '{ nft list ruleset; ipset save; } | grep -oE "(12|13)(\\.[0-9]+){3}|2610:[^ ,]*" | wc -l';
    expect((await host.namespaces.run('sh', ['-c', commands])).stdout).toBe('100000\n');
  });

  it('should keep the old or the new list when it is killed, and load the new one with the next run', async () => {
    const [old, changed] = [await host.activate(), [...LISTED, ...hosts(90)]];
    host.publish(2, changed);
    await host.run('update', '--automatic');
    const lists = [old, await host.rules()].map(sorted);
    for (let delay = 10; delay <= 310; delay += 100) {
      await host.reset();
      await host.activate();
      host.publish(2, changed);
      host.configure({ CONFIRM_SECONDS: '1' });
      await host.runKilled(`${String(delay)}e-3`, 'update', '--automatic');
      // What was killed may have left a child that still loads the list; it keeps the lock open.
      await host.shell(['flock', host.path('state/lock'), 'true']);
      expect(lists).toContain(sorted(await host.rules()));
      // A list that is loaded and unconfirmed is rolled back first.
      await eventually(async () => {
        expect((await host.run('update', '--automatic')).code).toBe(0);
      });
      expect(sorted(await host.rules())).toBe(lists[1]);
    }
  });

  it('should report a wrong setting, and a wrong command', async () => {
    host.configure({ CONFIRM_SECONDS: '1m' });
    expect(await host.run('update')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/CONFIRM_SECONDS is "1m" in .*config: use a positive integer\n/),
    });
    host.configure({ URL: 'http://kiosque.example.org/' });
    expect(await host.run('update')).toMatchObject({ code: 1, stderr: expect.stringContaining('use the https://') });
    rmSync(host.path('etc/config'));
    expect(await host.run('status')).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot read') });
    host.configure();
    for (const args of [[], ['block'], ['update', '--now'], ['undo', 'all'], ['check']]) {
      expect(await host.run(...args)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('kiosque-blocklist undo'),
      });
    }
  });
});

/** The lines without their order: nft lists chains in the order in which they were made. */
function sorted(rules: string): string {
  return rules.split('\n').sort().join('\n');
}
