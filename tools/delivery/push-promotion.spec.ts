import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { digestOf } from '../test/delivery/scratch-delivery.ts';
import type { ScratchDelivery } from '../test/delivery/scratch-delivery.ts';
import { startSmallDelivery } from '../test/delivery/small-repository.ts';

const root = process.cwd();

describe('push-promotion', () => {
  let delivery: ScratchDelivery;
  beforeEach(async () => {
    delivery = await startSmallDelivery();
  });
  afterEach(() => delivery.stop());

  const image = `kiosque@${digestOf('a')}`;
  const pushed = (...args: string[]) =>
    delivery.run(process.execPath, [join(root, 'tools/delivery/push-promotion.ts'), ...args]);
  const main = (...args: string[]) => delivery.github.repository('kiosque/kiosque').git('log', ...args, 'main');
  /** Makes the remote run a script instead of accepting a push. */
  const hook = (body: string): void => {
    const file = join(delivery.remote, 'hooks/update');
    writeFileSync(file, `#!/usr/bin/env bash\nset -euo pipefail\n${body}\n`);
    chmodSync(file, 0o755);
  };
  /** Rejects the first pushes because other commits arrive, as often as given. */
  const otherCommits = (times: number): void =>
    hook(`unset GIT_QUARANTINE_PATH
for count in $(seq ${String(times)}); do
  [ ! -e "other-$count" ] || continue
  touch "other-$count"
  other=$(git commit-tree "main^{tree}" -p main -m "feat(content): other $count")
  git update-ref refs/heads/main "$other"
  exit 1
done`);

  it('should promote on the newest main, even if the checkout is older, and push the commit', async () => {
    delivery.push('feat(content): newer');
    delivery.git('reset', '--quiet', '--hard', 'HEAD~1');
    expect(await pushed('qualification', image)).toMatchObject({ code: 0, stderr: '' });
    expect(main('-2', '--format=%s').split('\n')).toEqual([
      'feat(qualification): promote sha256:aaaaaaaaaaaa',
      'feat(content): newer',
    ]);
    expect(delivery.images()['qualification']?.['kiosque']).toEqual({
      repository: 'kiosque.azurecr.io/kiosque',
      digest: digestOf('a'),
    });
  });

  it('should promote again if other commits were pushed meanwhile', async () => {
    otherCommits(2);
    expect(await pushed('qualification', image)).toMatchObject({ code: 0 });
    expect(main('-3', '--format=%s').split('\n')).toEqual([
      'feat(qualification): promote sha256:aaaaaaaaaaaa',
      'feat(content): other 2',
      'feat(content): other 1',
    ]);
  });

  it('should give up if other commits are always pushed meanwhile', async () => {
    otherCommits(9);
    const { code, stderr } = await pushed('qualification', image);
    expect(code).toBe(1);
    expect(stderr).toContain(
      'the promotion was not pushed: main could not be pushed: it has moved during each of 5 attempts',
    );
    expect(main('-1', '--format=%s')).toBe('feat(content): other 5');
  });

  it('should not try again if the push is refused for another reason', async () => {
    hook('echo "protected branch" >&2\nexit 1');
    const { code, stderr } = await pushed('qualification', image);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'the promotion was not pushed: main could not be pushed: remote: protected branch; remote: error: hook declined to update refs/heads/main; ' +
        '! HEAD:refs/heads/main [remote rejected] (hook declined)\n',
    );
  });

  it('should change nothing the second time', async () => {
    await pushed('qualification', image);
    const head = main('-1', '--format=%H');
    expect(await pushed('qualification', image)).toMatchObject({ code: 0 });
    expect(main('-1', '--format=%H')).toBe(head);
  });

  it('should fail with the reason of the promotion', async () => {
    const { code, stderr } = await pushed('staging', image);
    expect(code).toBe(1);
    expect(stderr).toContain('"staging" is not an environment');
    expect(await pushed()).toMatchObject({ code: 1, stderr: expect.stringContaining('usage: ') });
  });
});
