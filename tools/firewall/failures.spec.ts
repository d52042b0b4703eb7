import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../service/test/eventually.ts';
import { Host } from './test/host.ts';
import { FAR, listOf, writeSigned } from './test/signed-list.ts';

// Rules of the firewall are loaded in a network namespace of their own, which needs root.
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

describeAsRoot.each(['nft', 'ipset'] as const)('kiosque-blocklist with %s, when something fails', (backend) => {
  let host: Host;
  beforeAll(async () => {
    host = await Host.create(backend);
    await host.namespaces.serve(host.path('www'));
  });
  afterAll(() => host.end());
  beforeEach(() => host.reset());

  it('should not load the list of before undo again, but a new one that waits for its confirmation', async () => {
    await host.activate();
    await host.run('undo');
    rmSync(host.path('www/all.txt'));
    expect(await host.run('update')).toMatchObject({ code: 1, stdout: '' });
    expect(await host.rules()).not.toContain('11.0.0.1');
    expect((await host.run('update', '--automatic')).stdout).toContain('switched off by undo');
    host.publish(2, ['11.0.0.2']);
    host.configure({ CONFIRM_SECONDS: '1' });
    expect((await host.run('update')).stdout).toMatch(/^kiosque-blocklist: loaded version 2 /);
    await eventually(async () => {
      expect((await host.run('status')).stdout).toContain('switched off by undo');
    });
    expect(await host.rules()).not.toMatch(/11\.0\.0\./);
  });

  it('should undo at once, while an update waits for its server', async () => {
    await host.activate();
    host.configure({ URL: 'http://127.0.0.1:8000/silent/' });
    let isWaiting = true;
    const update = host.runKilled('3', 'update', '--automatic').finally(() => (isWaiting = false));
    await eventually(async () => {
      expect((await host.shell(['sh', '-c', `test -e ${host.path('state')}/work.*/curl`])).code).toBe(0);
    });
    const undo = host.run('undo');
    await eventually(async () => {
      expect(await host.rules()).not.toContain('11.0.0.1');
    });
    expect(isWaiting).toBe(true);
    await update;
    expect((await undo).code).toBe(0);
  });

  it('should leave nothing loaded of a list that does not fit on the disk, wherever it runs out of space', async () => {
    const script = `for size in $(seq 8 4 96); do
      mount -t tmpfs -o size="$size"k tmpfs ${host.path('state')}
      if $K update --automatic > /dev/null 2>&1; then loaded=yes; else
        { nft list ruleset; ipset save; } 2> /dev/null | grep -q '11.0.0.1' && echo "left with $size kB"
      fi
      $K undo > /dev/null
      umount ${host.path('state')}
    done
    echo "loaded: $loaded"`;
    expect((await host.shell(['unshare', '-m', 'sh', '-c', script])).stdout).toBe('loaded: yes\n');
  });

  it('should undo on a disk that cannot be written', async () => {
    const script = `mount -t tmpfs tmpfs ${host.path('state')}
      $K update --automatic
      mount -o remount,ro ${host.path('state')}
      $K undo`;
    const { code, stderr } = await host.shell(['unshare', '-m', 'sh', '-c', script]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be written: stop kiosque-blocklist.timer')]);
    expect(await host.rules()).not.toContain('11.0.0.1');
  });

  it('should not confirm a list that a restart of the host has removed', async () => {
    await host.activate();
    host.publish(2, ['11.0.0.2']);
    await host.run('update');
    await host.shell(['sh', '-c', 'nft flush ruleset; ipset destroy 2> /dev/null || true']);
    expect((await host.run('confirm')).stdout).toContain('rolled back to version 1');
  });

  it('should remove what it loaded with the other programs', async () => {
    await host.activate();
    const other = backend === 'nft' ? 'ipset' : 'nft';
    host.configure({ BACKEND: other });
    expect((await host.run('update', '--automatic')).code).toBe(0);
    expect((await host.rules()).match(/11\.0\.0\.1/g)).toHaveLength(1);
    host.configure();
    await host.run('undo');
    expect(await host.rules()).not.toMatch(/kiosque/i);
  });

  it('should change nothing when a program fails', async () => {
    await host.activate();
    host.publish(2, ['11.0.0.2']);
    const failing = backend === 'nft' ? 'nft' : 'ip6tables-restore';
    writeFileSync(host.path(failing), '#!/bin/sh\nexit 3\n', { mode: 0o755 });
    expect(
      await host.shell(['env', `PATH=${host.directory}:${process.env['PATH'] ?? ''}`, 'sh', '-c', '$K update']),
    ).toMatchObject({ code: 1, stderr: expect.stringContaining('the previous list stays active') });
    rmSync(host.path(failing));
    expect(await host.rules()).toContain('11.0.0.1');
    expect(await host.rules()).not.toContain('11.0.0.2');
  });

  it('should refuse a list without knowing what must never be listed', async () => {
    await host.shell([
      'sh',
      '-c',
      `mkdir ${host.path('library')}; cp "$KIOSQUE_BLOCKLIST_LIBRARY"/*.* ${host.path('library')}`,
    ]);
    const environment = `KIOSQUE_BLOCKLIST_LIBRARY=${host.path('library')}`;
    const { code, stderr } = await host.shell(['env', environment, 'sh', '-c', '$K update']);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`cannot read ${join(host.path('library'), 'never-listed')}`),
    ]);
  });

  it('should refuse a list whose head readers could understand differently', async () => {
    for (const line of ['# version: 9', '# version: 1234567890123456', '# entries: 1', '# expires: tomorrow']) {
      const text = listOf(2, { [FAR]: ['11.0.0.2'] }).replace('# version: 2\n', `# version: 2\n${line}\n`);
      writeSigned(host.path('www/all.txt'), text, host.path('key'));
      expect([line, (await host.run('update', '--automatic')).code]).toEqual([line, 1]);
    }
  });

  it('should understand capital letters in the allowed networks', async () => {
    writeFileSync(host.path('etc/allow'), '2600:ABCD::/32\n');
    expect(await host.run('update', '--automatic')).toMatchObject({ code: 0 });
  });
});
