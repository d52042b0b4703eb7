import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeployedEnvironments } from '../test/delivery/deployed-environments.ts';
import { ReleasePath } from '../test/delivery/release-path.ts';
import { digestOf } from '../test/delivery/scratch-delivery.ts';
import type { Built } from '../test/delivery/release-path.ts';

const BAD = digestOf('1');

/** Comparing the API builds both commits, which takes as long as everything else: `DELIVERY=full npm test -- release-path`. */
const isFull = process.env['DELIVERY'] === 'full';

/** The jobs of release.yml and verify.yml on this repository's files, with real git and gh; each test is the next release. */
describe('the path of a release', () => {
  let path: ReleasePath;
  let environments: DeployedEnvironments;
  beforeAll(async () => {
    path = await ReleasePath.start();
    environments = await DeployedEnvironments.start(path.delivery, [BAD]);
  }, 120_000);
  afterAll(async () => {
    await environments.stop();
    await path.stop();
  });

  const github = () => path.delivery.github.repository('kiosque/kiosque');
  const subjects = (count: number) => github().git('log', '-n', String(count), '--format=%s', 'main').split('\n');
  const digests = (environment: string) => {
    const { kiosque, publisher } = path.delivery.images()[environment] ?? {};
    return [kiosque?.digest, publisher?.digest];
  };
  /** Runs the jobs after the build, up to the pull request, whose URL is printed; returns it, and a function that runs the last ones again. */
  const release = async (built: Built) => {
    const [run, context] = [path.run(built), path.contextOf(built)];
    expect(await run.job('release.yml', 'verify')).toMatchObject({
      code: 0,
      outputs: { 'version.version': built.tag.slice(1), 'version.revision': built.revision },
    });
    expect(await path.scan(run, built)).toMatchObject({ code: 0, stderr: '' });
    expect(await run.job('release.yml', 'copy-to-azure', context)).toMatchObject({ code: 0, stderr: '' });
    expect(path.delivery.signatures(`kiosque.azurecr.io/kiosque@${built.kiosque}`)).toBe(1);
    const promote = async () => {
      expect(await run.job('release.yml', 'qualification', context)).toMatchObject({ code: 0 });
    };
    const propose = async () => {
      const proposed = await run.job('release.yml', 'propose', context);
      expect(proposed).toMatchObject({ code: 0, stderr: '' });
      return proposed.stdout;
    };
    await promote();
    expect(await environments.verify(run, { environment: 'qualification' })).toMatchObject({
      ...{ names: ['qualification'], code: 0, stderr: '' },
      stdout: expect.stringContaining(`qualification is in order: ${built.kiosque}\n`),
    });
    expect(environments.digest('qualification')).toBe(built.kiosque);
    const again = async () => {
      await promote();
      return propose();
    };
    return { url: await propose(), again };
  };

  it('should lead from the tag over qualification and a review to production', async () => {
    const built = await path.build('90.0.0', ['a', 'b']);
    const { url, again } = await release(built);
    expect(url).toBe('https://github.com/kiosque/kiosque/pulls/1 was opened\n');
    expect(digests('qualification')).toEqual([built.kiosque, built.publisher]);
    expect(digests('production')).toEqual([digestOf('0'), digestOf('0')]);
    expect(subjects(2)).toEqual(['feat(qualification): promote 90.0.0', 'chore(release): 90.0.0']);
    const [{ title, body } = { title: '', body: '' }] = github().items;
    expect(title).toBe('feat(production): promote 90.0.0');
    expect(body).toContain(`Built from ${built.revision}, release 90.0.0.`);
    expect(body).toContain('https://github.com/kiosque/kiosque/actions/runs/42');
    expect(body).toContain('No finding blocks.');
    expect(body).toMatch(/### production\n[^]*\| changed \| `Deployment .*content` \|/);

    const before = [github().commitOf('main'), github().commitOf('promote/production')];
    expect(await again()).toBe('https://github.com/kiosque/kiosque/pulls/1 was not changed\n');
    expect([github().commitOf('main'), github().commitOf('promote/production')]).toEqual(before);

    const merged = await path.merge();
    expect(digests('production')).toEqual([built.kiosque, built.publisher]);
    expect(subjects(2)[0]).toContain('Merge pull request #1');
    const check = await path.delivery.run('npm', ['run', '--silent', 'synth:check']);
    expect({ ...check, merged }).toMatchObject({ code: 0, merged: github().commitOf('main') });
    expect(github().git('show', 'main:dist/production/0200-content.k8s.yaml')).toContain(
      `image: kiosque.azurecr.io/kiosque@${built.kiosque}`,
    );

    const [push, since] = [path.push(), { before: before[0] ?? '' }];
    expect(await environments.verify(push, since)).toMatchObject({
      ...{ names: ['production'], code: 4 },
      stderr: expect.stringContaining('production should not be deployed to now: its sync window is closed until'),
    });
    expect(environments.digest('production')).toBe('');
    expect(await environments.verify(push, since, 'the first release')).toMatchObject({ code: 0, stderr: '' });
    expect(environments.digest('production')).toBe(built.kiosque);
    expect(subjects(1)).toEqual(['chore(production): deploy in spite of activity']);
    expect(environments.webhook.posts).toEqual([]);
  }, 300_000);

  it('should stop at a scan with a finding that blocks', async () => {
    const built = await path.build('90.1.0', ['c', 'd']);
    const { code, stdout } = await path.scan(path.run(built, 'blocking'), built);
    expect(code).toBe(1);
    expect(stdout).toContain(
      `CRITICAL CVE-2026-10001: git 1:2.39.5-0+deb12u2, fixed in 1:2.39.5-0+deb12u3, in ghcr.io/kiosque/kiosque@${built.kiosque} (amd64)`,
    );
    expect(stdout).toContain('16 findings block, 0 are accepted, in 4 reports');
    expect(digests('qualification')).toEqual([digestOf('a'), digestOf('b')]);
  });

  it('should revert a release that fails its smoke test, tell the team, and propose nothing', async () => {
    const before = digests('qualification');
    const built = await path.build('90.3.0', ['1', '2']);
    const [run, context] = [path.run(built), path.contextOf(built)];
    expect(built.kiosque).toBe(BAD);
    expect(await run.job('release.yml', 'verify')).toMatchObject({ code: 0 });
    expect(await path.scan(run, built)).toMatchObject({ code: 0 });
    expect(await run.job('release.yml', 'copy-to-azure', context)).toMatchObject({ code: 0 });
    expect(await run.job('release.yml', 'qualification', context)).toMatchObject({ code: 0 });
    const promotion = github().commitOf('main') ?? '';
    expect(await environments.verify(run, { environment: 'qualification' })).toMatchObject({ code: 1 });
    expect(subjects(2)).toEqual([
      'revert(qualification): feat(qualification): promote 90.3.0',
      'feat(qualification): promote 90.3.0',
    ]);
    expect(digests('qualification')).toEqual(before);
    expect(environments.digest('qualification')).toBe(before[0]);

    const { posts } = environments.webhook;
    expect(posts).toHaveLength(1);
    // Without what keeps Markdown from formatting it.
    const text = posts[0]?.text.replaceAll('&#58;', ':').replaceAll(/[\\\u200b]/g, '') ?? '';
    for (const part of [
      '#### qualification: the promotion failed its smoke test check; it was rolled back',
      `qualification should run kiosque.azurecr.io/kiosque@${BAD}, from the promotion ${promotion.slice(0, 12)}`,
      '/api/events returned "404 application/problem+json',
      `The promotion was reverted on main by ${github().commitOf('main')?.slice(0, 12) ?? ''}`,
      'https://github.com/kiosque/kiosque/actions/runs/42',
    ])
      expect(text).toContain(part);
    expect(await run.job('release.yml', 'propose', context)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('("feat(qualification): promote 90.3.0") was rolled back: release a fix first'),
    });
  }, 300_000);

  (isFull ? it : it.skip)(
    'should compare the API of the next release with that of production, which is rolled back',
    async () => {
      const file = 'service/ticket-queue/ticket-queue.openapi.ts';
      const description = readFileSync(file, 'utf8');
      path.delivery.write(file, description.replace(/^ *204: .*\n/m, ''));
      const built = await path.build('90.2.0', ['e', 'f']);
      expect((await release(built)).url).toBe('https://github.com/kiosque/kiosque/pulls/2 was opened\n');
      expect(github().items[1]?.body).toMatch(
        /## API\n\n```text\nBreaking changes:\n {2}POST .* no longer has the status 204\n\n1 breaking and 0 other changes/,
      );
      await path.merge();
      expect(digests('production')).toEqual([built.kiosque, built.publisher]);

      const { code } = await path.delivery.run('npm', ['run', '--silent', 'rollback', '--', 'production']);
      expect(code).toBe(0);
      path.delivery.git('push', '--quiet', 'origin', 'HEAD:main');
      expect(digests('production')).toEqual([digestOf('a'), digestOf('b')]);
      expect(digests('qualification')).toEqual([digestOf('e'), digestOf('f')]);
    },
    300_000,
  );
});
