import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const IMAGE = 'ghcr.io/kiosque/kiosque';
const IMAGES = 'charts/environments/images.json';
const UNCOMMITTED = 'the working tree has uncommitted changes: commit or discard them first\n';

/** Renders the images of each environment to one file; fails for an image that is named `refused`. */
const RENDERER = `import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
for (const [environment, images] of Object.entries(JSON.parse(readFileSync('${IMAGES}', 'utf8')))) {
  if (images.kiosque.repository === 'refused') throw new Error('refused by the renderer');
  mkdirSync('dist/' + environment, { recursive: true });
  writeFileSync('dist/' + environment + '/' + images.kiosque.digest.slice(7, 9) + '.yaml', JSON.stringify(images));
}
`;

/** promote.ts and rollback.ts in a small repository, with many histories; delivery.spec.ts runs them on the real charts. */
describe('promotions', () => {
  const root = process.cwd();
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-promotions-'));
  const [initial, repository] = [join(directory, 'initial'), join(directory, 'repository')];
  const run = (file: string, args: readonly string[], cwd = repository): Promise<Ended> => {
    const identity = { NAME: 'Test', EMAIL: 'test@example.org' };
    const names = Object.entries(identity).flatMap(([name, value]) => [
      [`GIT_AUTHOR_${name}`, value],
      [`GIT_COMMITTER_${name}`, value],
    ]);
    // The other variables are passed on for mutation tests, which activate a mutant by one.
    const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', ...Object.fromEntries(names) };
    return runCommand(file, args, { cwd, env });
  };
  const script = (name: string, ...args: string[]) =>
    run(process.execPath, [join(root, `tools/delivery/${name}.ts`), ...args]);
  const git = async (...args: string[]): Promise<string> => (await run('git', args)).stdout.trim();
  const promote = (environment: string, digit: string) => script('promote', environment, `${IMAGE}@${digest(digit)}`);
  const write = (path: string, text: string, folder = repository): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const images = (): Record<string, Record<string, { repository: string; digest: string }>> =>
    JSON.parse(readFileSync(join(repository, IMAGES), 'utf8')) as ReturnType<typeof images>;
  const commit = (message: string) => git('commit', '--quiet', '--all', '--allow-empty', '--message', message);
  /** A script that failed with a message, after which nothing is changed. */
  const refused = async (ended: Promise<Ended>, message: string): Promise<void> => {
    const head = await git('rev-parse', 'HEAD');
    expect(await ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
    expect([await git('status', '--porcelain'), await git('rev-parse', 'HEAD')]).toEqual(['', head]);
  };

  beforeAll(async () => {
    const kiosque = { repository: IMAGE, digest: digest('0') };
    const both = { kiosque, redis: { repository: 'ghcr.io/kiosque/redis', digest: digest('0') } };
    write('charts/main.ts', RENDERER, initial);
    write(
      IMAGES,
      `${JSON.stringify({ development: { kiosque }, production: both, staging: both }, null, 2)}\n`,
      initial,
    );
    await run(process.execPath, ['charts/main.ts'], initial);
    await run('git', ['init', '--quiet', '--initial-branch=main'], initial);
    await run('git', ['add', '--all'], initial);
    await run('git', ['commit', '--quiet', '--message', 'feat(charts): start'], initial);
  });
  beforeEach(() => {
    rmSync(repository, { recursive: true, force: true });
    cpSync(initial, repository, { recursive: true });
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  it('should commit one image of one environment with what is rendered from it, new files included', async () => {
    const before = images();
    const subject = 'feat(production): promote sha256:aaaaaaaaaaaa';
    const files = [IMAGES, 'dist/production/aa.yaml'];
    expect(await promote('production', 'a')).toEqual({
      code: 0,
      stdout: `${[subject, ...files.map((file) => `  ${file}`)].join('\n')}\n`,
      stderr: '',
    });
    expect(await git('log', '-1', '--format=%B')).toBe(
      `${subject}\n\nImage: ${IMAGE}@${digest('a')}\nPromotes: production`,
    );
    expect((await git('show', '--name-only', '--format=')).split('\n')).toEqual(files);
    const kiosque = { repository: IMAGE, digest: digest('a') };
    expect(images()).toEqual({ ...before, production: { ...before['production'], kiosque } });
    expect(await git('status', '--porcelain')).toBe('');
  });

  it('should change Redis instead with --redis in any position, and its repository', async () => {
    const redis = { repository: 'kiosque.azurecr.io/redis', digest: digest('0') };
    const { code, stdout } = await script('promote', 'production', '--redis', `${redis.repository}@${redis.digest}`);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'feat(production): promote Redis sha256:000000000000']);
    expect(images()['production']).toEqual({ kiosque: { repository: IMAGE, digest: digest('0') }, redis });
  });

  it('should recognize the image of the publisher by its name', async () => {
    const old = { repository: `${IMAGE}-publisher`, digest: digest('0') };
    const start = images();
    write(IMAGES, JSON.stringify({ ...start, production: { ...start['production'], publisher: old } }));
    await commit('feat(charts): publisher');
    const publisher = { repository: 'kiosque.azurecr.io/kiosque-publisher', digest: digest('d') };
    const { code, stdout } = await script('promote', 'production', `${publisher.repository}@${publisher.digest}`);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'feat(production): promote publisher sha256:dddddddddddd']);
    expect(images()['production']).toEqual({ ...start['production'], publisher });
  });

  it.each([
    [[], '"" is not an environment: charts/environments/images.json contains development, production, staging\nusage:'],
    [['toString', `${IMAGE}@${digest('a')}`], '"toString" is not an environment'],
    [['production'], '"" is not an image by digest\nusage:'],
    [['production', `${IMAGE}:1`], `"${IMAGE}:1" is not an image by digest`],
    [['production', `${IMAGE}@${digest('a')}0`], 'is not an image by digest'],
    [['production', `x ${IMAGE}@${digest('a')}`], 'is not an image by digest'],
    [['production', `@${digest('a')}`], 'is not an image by digest'],
    [['production', `${IMAGE}@${digest('g')}`], 'is not an image by digest'],
    [
      ['production', `${IMAGE}@${digest('a')}`, `kiosque@${digest('b')}`],
      `${IMAGE}@${digest('a')} and kiosque@${digest('b')} are the same image: give one of them\nusage:`,
    ],
    [['production', '--revision', 'main', `${IMAGE}@${digest('a')}`], '"main" is not a revision'],
    [['production', '--release', 'v1', `${IMAGE}@${digest('a')}`], '"v1" is not a version'],
    [['production', '--tag', `${IMAGE}@${digest('a')}`], "Unknown option '--tag'"],
    [['production', `publisher@${digest('a')}`], `${IMAGES} has no image "publisher" for production\n`],
    [['--redis', 'development', `redis@${digest('a')}`], `${IMAGES} has no image "redis" for development\n`],
    [
      ['production', `refused@${digest('a')}`],
      `production was not promoted to refused@${digest('a')}: rendering failed`,
    ],
  ])('should refuse to promote %j', async (args, message) => {
    await refused(script('promote', ...args), message);
  });

  it.each([
    [IMAGE, '0'],
    ['kiosque', '0'],
  ])('should exit with 3 if the environment already runs %s', async (name, digit) => {
    const head = await git('rev-parse', 'HEAD');
    expect(await script('promote', 'production', `${name}@${digest(digit)}`)).toEqual({
      code: 3,
      stdout: '',
      stderr: `production already runs ${IMAGE}@${digest('0')}\n`,
    });
    expect(await git('rev-parse', 'HEAD')).toBe(head);
  });

  it('should promote the images of a release together, and roll them back together', async () => {
    const old = { repository: 'kiosque.azurecr.io/kiosque-publisher', digest: digest('0') };
    write(IMAGES, JSON.stringify({ ...images(), production: { ...images()['production'], publisher: old } }));
    await run(process.execPath, ['charts/main.ts']);
    await commit('feat(charts): publisher');
    const start = images();
    const revision = await git('rev-parse', 'HEAD');
    const release = ['--release', '1.4.0', '--revision', revision];
    const both = [`kiosque@${digest('a')}`, `publisher@${digest('b')}`];
    expect(await script('promote', 'production', ...release, ...both)).toMatchObject({ code: 0, stderr: '' });
    expect(await git('log', '-1', '--format=%B')).toBe(
      `feat(production): promote 1.4.0\n\nImage: ${IMAGE}@${digest('a')}\nImage: ${old.repository}@${digest('b')}\n` +
        `Revision: ${revision}\nRelease: 1.4.0\nPromotes: production`,
    );
    expect(images()['production']).toEqual({
      ...start['production'],
      kiosque: { repository: IMAGE, digest: digest('a') },
      publisher: { ...old, digest: digest('b') },
    });
    expect(await script('rollback', 'production')).toMatchObject({ code: 0 });
    expect(images()).toEqual(start);
  });

  it('should name both images without a release', async () => {
    const publisher = { repository: `${IMAGE}-publisher`, digest: digest('0') };
    write(IMAGES, JSON.stringify({ ...images(), production: { ...images()['production'], publisher } }));
    await commit('feat(charts): publisher');
    await script('promote', 'production', `publisher@${digest('b')}`, `kiosque@${digest('a')}`);
    expect(await git('log', '-1', '--format=%s')).toBe(
      'feat(production): promote publisher sha256:bbbbbbbbbbbb and kiosque',
    );
  });

  it('should carry the revision and release on to the next environment', async () => {
    const revision = await git('rev-parse', 'HEAD');
    const release = ['--release', '1.4.0', '--revision', revision];
    await script('promote', 'staging', ...release, `${IMAGE}@${digest('a')}`);
    await promote('development', 'b');
    await promote('production', 'a');
    expect(await git('log', '-1', '--format=%(trailers:key=Revision,valueonly)%(trailers:key=Release,valueonly)')).toBe(
      `${revision}\n1.4.0`,
    );
    await promote('production', 'b');
    expect(await git('log', '-1', '--format=%b')).not.toContain('Revision');
  });

  it('should show why rendering failed', async () => {
    expect((await script('promote', 'production', `refused@${digest('a')}`)).stderr).toContain(
      'refused by the renderer',
    );
  });

  it('should refuse to promote what would change another environment, and revert it', async () => {
    write('dist/staging/00.yaml', 'stale');
    await commit('fix(charts): stale');
    const message =
      'it would also change dist/staging/00.yaml: run "npm run synth" and commit dist/ first; nothing was changed\n';
    await refused(promote('production', 'a'), `production was not promoted to ${IMAGE}@${digest('a')}: ${message}`);
  });

  it.each(['promote', 'rollback'])('should refuse to %s over uncommitted changes', async (name) => {
    write('charts/main.ts', `${RENDERER}// by hand\n`);
    const args = name === 'promote' ? [`${IMAGE}@${digest('a')}`] : [];
    expect(await script(name, 'production', ...args)).toEqual({ code: 1, stdout: '', stderr: UNCOMMITTED });
    expect(await git('status', '--porcelain')).toBe('M charts/main.ts');
  });

  it('should say which file cannot be read', async () => {
    rmSync(join(repository, IMAGES));
    await commit('fix(charts): no images');
    await refused(promote('production', 'a'), `${IMAGES} cannot be read\n`);
    expect(existsSync(join(repository, IMAGES))).toBe(false);
  });

  it('should roll back the latest promotion of an environment, then the one before', async () => {
    const start = images();
    await promote('production', 'a');
    await promote('production', 'b');
    await promote('staging', 'c');
    const promotion = await git('rev-parse', 'HEAD~1');
    expect(await script('rollback', 'production')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^production was rolled back to before "feat\(production\): promote sha256:b{12}"; rendered and committed in \d\.\d s\n$/,
      ),
    });
    expect(await git('log', '-1', '--format=%B')).toBe(
      `revert(production): feat(production): promote sha256:bbbbbbbbbbbb\n\nThis reverts commit ${promotion}.\n\nRolls-back: production`,
    );
    expect(images()['production']?.['kiosque']?.digest).toBe(digest('a'));
    await script('rollback', 'production');
    expect(images()).toEqual({
      ...start,
      staging: { ...start['staging'], kiosque: { repository: IMAGE, digest: digest('c') } },
    });
    await refused(
      script('rollback', 'production'),
      'there is no promotion of production to roll back, or all have been reverted\n',
    );
  });

  it.each([false, true])(
    'should roll back what was merged last, however old its commit is (updated branch: %j)',
    async (isUpdated) => {
      const start = images();
      await git('switch', '--quiet', '--create', 'proposal');
      await promote('staging', 'a');
      await git('switch', '--quiet', 'main');
      await script('promote', '--redis', 'staging', `ghcr.io/kiosque/redis@${digest('b')}`);
      // The file of the renderer has all images on one line.
      const merge = async (branch: string, message: string): Promise<void> => {
        await git('merge', '--quiet', '--no-ff', '--no-commit', '--strategy-option', 'ours', branch);
        const kiosque = { repository: IMAGE, digest: digest('a') };
        const redis = { repository: 'ghcr.io/kiosque/redis', digest: digest('b') };
        write(IMAGES, `${JSON.stringify({ ...start, staging: { kiosque, redis } }, null, 2)}\n`);
        rmSync(join(repository, 'dist'), { recursive: true });
        await run(process.execPath, ['charts/main.ts']);
        await git('add', '--all');
        await git('commit', '--quiet', '--message', message);
      };
      if (isUpdated) {
        await git('switch', '--quiet', 'proposal');
        await merge('main', 'Merge main');
        await git('switch', '--quiet', 'main');
      }
      await merge('proposal', 'Merge the proposal');
      expect(await script('rollback', 'staging')).toMatchObject({ code: 0, stderr: '' });
      expect(images()['staging']?.['kiosque']?.digest).toBe(digest('0'));
      expect(images()['staging']?.['redis']?.digest).toBe(digest('b'));
    },
  );

  it('should not take a commit that mentions a revert for one', async () => {
    await promote('production', 'a');
    const promotion = await git('rev-parse', 'HEAD');
    await commit(`docs: incident\n\nIt was asked whether "This reverts commit ${promotion}." is correct.`);
    await commit(`docs: x\tproduction\n\nNothing was promoted.`);
    expect(await script('rollback', 'production')).toMatchObject({ code: 0 });
    expect(images()['production']?.['kiosque']?.digest).toBe(digest('0'));
  });

  it('should roll back in a history of more than a mebibyte', async () => {
    await promote('production', 'a');
    const file = join(directory, 'message');
    writeFileSync(file, `docs: long\n\n${'x'.repeat(70)}\n`.repeat(20_000));
    await git('commit', '--quiet', '--allow-empty', '--file', file);
    expect(await script('rollback', 'production')).toMatchObject({ code: 0, stderr: '' });
  });

  it('should shorten the subject of a long one to 72 characters', async () => {
    await promote('production', 'a');
    await git(
      'commit',
      '--quiet',
      '--amend',
      '--message',
      `feat(production): ${'x'.repeat(54)}\n\nPromotes: production`,
    );
    await script('rollback', 'production');
    expect(await git('log', '-1', '--format=%s')).toBe(`revert(production): feat(production): ${'x'.repeat(34)}`);
  });

  it('should only restore the image that was promoted', async () => {
    await promote('production', 'a');
    const redis = { repository: 'redis', digest: digest('b') };
    write(IMAGES, JSON.stringify({ ...images(), production: { ...images()['production'], redis } }));
    await run(process.execPath, ['charts/main.ts']);
    await commit('fix(charts): Redis by hand');
    expect(await script('rollback', 'production')).toMatchObject({ code: 0 });
    expect(images()['production']).toEqual({ kiosque: { repository: IMAGE, digest: digest('0') }, redis });
  });

  it.each([
    ['digest', { repository: IMAGE, digest: digest('1') }],
    ['repository', { repository: 'other', digest: digest('a') }],
  ])('should refuse to roll back if the %s was changed since', async (_, kiosque) => {
    await promote('production', 'a');
    const subject = await git('log', '-1', '--format=%H (%s)');
    write(IMAGES, JSON.stringify({ ...images(), production: { ...images()['production'], kiosque } }));
    await commit('fix(charts): by hand');
    await refused(
      script('rollback', 'production'),
      `${subject} cannot be reverted: later commits changed the same image. Promote the previous digest instead.\n`,
    );
  });

  it('should refuse to roll back a promotion of two images if one of them was changed since', async () => {
    const both = (digit: string, redis = digit) => ({
      kiosque: { repository: IMAGE, digest: digest(digit) },
      redis: { repository: 'ghcr.io/kiosque/redis', digest: digest(redis) },
    });
    write(IMAGES, JSON.stringify({ ...images(), production: both('a') }));
    await commit('feat(production): two images\n\nPromotes: production');
    write(IMAGES, JSON.stringify({ ...images(), production: both('a', 'b') }));
    await commit('fix(charts): Redis by hand');
    await refused(script('rollback', 'production'), 'later commits changed the same image');
  });

  it('should refuse to roll back to images that cannot be rendered', async () => {
    await script('promote', 'production', `refuse@${digest('a')}`);
    const subject = await git('log', '-1', '--format=%H (%s)');
    write('charts/main.ts', RENDERER.replace("'refused'", `'${IMAGE}'`));
    await commit('fix(charts): refuse it');
    await refused(script('rollback', 'production'), `${subject} was not reverted: rendering failed`);
  });

  it('should refuse to roll back a commit that has the trailer but no images before it', async () => {
    await git('commit', '--quiet', '--amend', '--message', 'feat(charts): start\n\nPromotes: production');
    await refused(script('rollback', 'production'), '(feat(charts): start) did not change images.json: promote');
    await git('rm', '--quiet', IMAGES);
    await commit('fix(charts): none\n\nPromotes: production');
    await refused(script('rollback', 'production'), '(fix(charts): none) did not change images.json: promote');
  });

  it('should refuse to roll back if the images cannot be read any more', async () => {
    await promote('production', 'a');
    await git('rm', '--quiet', IMAGES);
    await commit('fix(charts): none');
    await refused(script('rollback', 'production'), 'did not change images.json: promote the previous digest instead.');
  });

  it.each([[[]], [['production', 'staging']], [['Production']], [['../production']], [['production ']], [['*']]])(
    'should print its usage for %j',
    async (args) => {
      expect(await script('rollback', ...args)).toEqual({
        code: 1,
        stdout: '',
        stderr: 'usage: npm run rollback -- <environment>\n',
      });
    },
  );
});
