import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Ended } from '../../service/test/run-command.ts';
import { ScratchMain } from '../test/delivery/scratch-main.ts';

jest.setTimeout(120_000);

/** The remote accepts a push only after it has moved main itself, like another clone would. */
const MOVES_MAIN = `#!/bin/sh
[ -e moved ] && exit 0
touch moved
# Objects and references of the push itself are in quarantine until the hook has ended.
unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
commit=$(git -c user.name=Other -c user.email=other@example.org commit-tree -p main -m 'docs: meanwhile' 'main^{tree}')
git update-ref refs/heads/main "$commit"
`;

describe('push-rollback', () => {
  let scratch: ScratchMain;
  beforeAll(async () => {
    scratch = await ScratchMain.create();
  });
  afterAll(() => {
    scratch.remove();
  });
  beforeEach(() => {
    hook('exit 0');
  });

  const hook = (body: string): void => {
    writeFileSync(join(scratch.main, 'hooks/pre-receive'), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
  };
  const rollBack = (clone: string, environment = 'development'): Promise<Ended> =>
    scratch.script(clone, 'push-rollback', environment);

  it('should make the revert again on top of what was pushed in the meantime', async () => {
    await scratch.promote('development', 'a');
    const clone = await scratch.clone('moved');
    writeFileSync(join(scratch.main, 'hooks/pre-receive'), MOVES_MAIN, { mode: 0o755 });
    const { code, stdout, stderr } = await rollBack(clone);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^development: reverted by [\da-f]{12} \(revert\(development\): feat/),
      stderr: '',
    });
    expect((await scratch.subjects()).slice(0, 3)).toEqual([
      'revert(development): feat(development): promote sha256:aaaaaaaaaaaa',
      'docs: meanwhile',
      'feat(development): promote sha256:aaaaaaaaaaaa',
    ]);
    expect(await scratch.git(clone, 'status', '--porcelain')).toBe('');
  });

  it('should not make a second revert of the same promotion, nor one of the promotion before', async () => {
    await scratch.promote('development', 'a');
    await scratch.promote('development', 'b');
    const [first, second] = [await scratch.clone('first'), await scratch.clone('second')];
    expect(await rollBack(first)).toMatchObject({ code: 0 });
    expect(await rollBack(second)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('development: already reverted by'),
    });
    expect((await scratch.subjects())[1]).toBe('feat(development): promote sha256:bbbbbbbbbbbb');
  });

  it('should not revert a promotion that a later one has replaced', async () => {
    await scratch.promote('development', 'c');
    const clone = await scratch.clone('late');
    await scratch.promote('development', 'd');
    expect(await rollBack(clone)).toMatchObject({
      code: 1,
      stderr: 'development was not rolled back: a later promotion has replaced it\n',
    });
  });

  it('should not try again if the push is refused for another reason, and leave the clone as it was', async () => {
    const clone = await scratch.clone('refused');
    const head = await scratch.git(clone, 'rev-parse', 'HEAD');
    const log = join(scratch.directory, 'attempts');
    hook(`echo attempt >> ${log}\necho 'Protected branch update failed.'\nexit 1`);
    expect(await rollBack(clone)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'development was not rolled back: main could not be pushed: remote: Protected branch update failed.; ',
      ),
    });
    expect((await scratch.run(clone, 'grep', '--count', 'attempt', log)).stdout).toBe('1\n');
    expect(await scratch.git(clone, 'rev-parse', 'HEAD')).toBe(head);
  });

  it('should push nothing from a clone with changes or commits of its own', async () => {
    const clone = await scratch.clone('own');
    await scratch.git(clone, 'commit', '--quiet', '--allow-empty', '--message', 'docs: own');
    const message = 'development was not rolled back: this clone has commits that are not on main\n';
    expect(await rollBack(clone)).toMatchObject({ code: 1, stderr: message });
    await scratch.git(clone, 'reset', '--quiet', '--hard', 'HEAD~1');
    writeFileSync(join(clone, 'package.json'), '{"type":"module"}');
    expect(await rollBack(clone)).toMatchObject({
      code: 1,
      stderr: 'development was not rolled back: the working tree has uncommitted changes\n',
    });
    expect(await rollBack(clone, 'mars')).toMatchObject({
      code: 1,
      stderr: 'there is no promotion of "mars" to roll back, or all have been reverted\n',
    });
  });
});
