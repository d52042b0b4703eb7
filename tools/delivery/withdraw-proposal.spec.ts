import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ended } from '../../service/test/run-command.ts';
import { digestOf } from '../test/delivery/scratch-delivery.ts';
import type { ScratchDelivery } from '../test/delivery/scratch-delivery.ts';
import { startSmallDelivery } from '../test/delivery/small-repository.ts';

const root = process.cwd();

describe('withdraw-proposal', () => {
  let delivery: ScratchDelivery;
  beforeEach(async () => {
    delivery = await startSmallDelivery();
  });
  afterEach(() => delivery.stop());

  const script = async (name: string, ...args: string[]): Promise<Ended> => {
    const ended = await delivery.run(process.execPath, [join(root, `tools/delivery/${name}.ts`), ...args]);
    if (name === 'promote') delivery.git('push', '--quiet', 'origin', 'HEAD:main');
    return ended;
  };
  const items = () => delivery.github.repository('kiosque/kiosque').items;
  /** Releases an image to qualification, and proposes it if it is in order. */
  const release = async (digit: string, isInOrder = true): Promise<void> => {
    const images = ['kiosque', 'publisher'].map((name) => `${name}@${digestOf(digit)}`);
    for (const image of images)
      await delivery.publish(`ghcr.io/kiosque/${image.replace('pub', 'kiosque-pub')}`, 'v1.0.0');
    expect(await script('promote', 'qualification', ...images)).toMatchObject({ code: 0 });
    if (isInOrder) expect(await script('propose', 'production')).toMatchObject({ code: 0, stderr: '' });
  };
  const unchanged = { code: 0, stdout: '', stderr: '' };

  it('should close the pull request with the reason if qualification was rolled back from what it proposes', async () => {
    await release('a');
    expect(await script('push-rollback', 'qualification')).toMatchObject({ code: 0 });
    expect(await script('withdraw-proposal')).toEqual({
      code: 0,
      stdout: 'https://github.com/kiosque/kiosque/pulls/1 was closed\n',
      stderr: '',
    });
    expect(items()).toMatchObject([
      {
        state: 'closed',
        comments: [
          expect.stringMatching(
            /^Closed: qualification was rolled back from what this proposes, `[\da-f]{12}` \(feat\(qualification\): promote sha256:aaaaaaaaaaaa and publisher\)/,
          ),
        ],
      },
    ]);
    expect(await script('withdraw-proposal')).toEqual(unchanged);
    await release('b');
    expect(items()[1]).toMatchObject({ state: 'open', comments: [] });
  });

  it('should keep a proposal of what qualification was rolled back to, or that was not rolled back', async () => {
    expect(await script('withdraw-proposal')).toEqual(unchanged);
    await release('a');
    expect(await script('withdraw-proposal')).toEqual(unchanged);
    await release('b', false);
    expect(await script('withdraw-proposal')).toEqual(unchanged);
    expect(await script('push-rollback', 'qualification')).toMatchObject({ code: 0 });
    expect(await script('withdraw-proposal')).toEqual(unchanged);
    expect(items()).toMatchObject([{ state: 'open', comments: [] }]);
  });

  it('should fail with the reason of GitHub', async () => {
    await release('a');
    await script('push-rollback', 'qualification');
    const file = join(root, 'tools/delivery/withdraw-proposal.ts');
    const token = { GH_ENTERPRISE_TOKEN: 'wrong' };
    expect(await delivery.run(process.execPath, [file], token)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^the proposal was not withdrawn: .*Bad credentials/),
    });
  });
});
