import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ended } from '../../service/test/run-command.ts';
import { digestOf } from '../test/delivery/scratch-delivery.ts';
import type { ScratchDelivery } from '../test/delivery/scratch-delivery.ts';
import { smallRepository, startSmallDelivery } from '../test/delivery/small-repository.ts';

const root = process.cwd();
const BRANCH = 'promote/production';
const ZEROS = digestOf('0');
const DEPLOYMENT = 'dist/production/app.k8s.yaml';

describe('propose', () => {
  let delivery: ScratchDelivery;
  /** The commit of release 1.0.0. */
  let first: string;
  beforeAll(async () => {
    delivery = await startSmallDelivery();
    delivery.save('new');
    first = await release('1.0.0', 'a');
    delivery.save('released');
    expect(await propose()).toMatchObject({ code: 0 });
    delivery.save('proposed');
    await merge();
    delivery.save('merged');
  }, 120_000);
  beforeEach(() => {
    delivery.restore('new');
  });
  afterAll(() => delivery.stop());

  const propose = (args: readonly string[] = ['production'], environment: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    delivery.run(process.execPath, [join(root, 'tools/delivery/propose.ts'), ...args], environment);
  const github = () => delivery.github.repository('kiosque/kiosque');
  const pulls = () => github().items.filter(({ pull_request }) => pull_request !== undefined);
  const open = () => pulls().filter(({ state }) => state === 'open');
  const signed = (image: string) => delivery.publish(`ghcr.io/kiosque/${image}`, 'v1.0.0');
  const promote = async (environment: string, ...args: string[]) => {
    const script = join(root, 'tools/delivery/promote.ts');
    const { code, stderr } = await delivery.run(process.execPath, [script, environment, ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    delivery.git('push', '--quiet', 'origin', 'HEAD:main');
  };
  /** What a release does: builds and signs the images of a commit, and promotes them to qualification. Returns the commit. */
  const release = async (version: string, digit: string, publisher = digit): Promise<string> => {
    const revision = delivery.push(`feat(content): ${version}`);
    await signed(`kiosque@${digestOf(digit)}`);
    await signed(`kiosque-publisher@${digestOf(publisher)}`);
    const images = [`kiosque@${digestOf(digit)}`, `publisher@${digestOf(publisher)}`];
    await promote('qualification', '--release', version, '--revision', revision, ...images);
    return revision;
  };
  /** Approves and merges the open pull request, as a reviewer would. */
  const merge = async () => {
    const [number] = open().map((item) => item.number);
    const path = `repos/kiosque/kiosque/pulls/${String(number)}`;
    const api = (...args: string[]) => delivery.run('gh', ['api', ...args]);
    expect(await api('--method', 'PUT', `${path}/merge`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('At least 1 approving review is required'),
    });
    await api('--method', 'POST', `${path}/reviews`, '--field', 'event=APPROVE');
    expect(await api('--method', 'PUT', `${path}/merge`)).toMatchObject({ code: 0 });
    delivery.pull();
  };
  const refused = async (ended: Promise<Ended>, message: string) => {
    const before = [github().commitOf('main'), github().commitOf(BRANCH), delivery.git('rev-parse', 'HEAD')];
    expect(await ended).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
    expect([github().commitOf('main'), github().commitOf(BRANCH), delivery.git('rev-parse', 'HEAD')]).toEqual(before);
    expect(pulls()).toEqual([]);
  };

  it('should open one pull request with the images of qualification, from the registry of production', async () => {
    const revision = await release('1.0.0', 'a', 'b');
    const scan = join(delivery.directory, 'scan.md');
    writeFileSync(scan, '| Image | Critical |\n| --- | --- |\n\nNo finding blocks.\n');
    const run = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '42' };
    expect(await propose(['production', '--scan', scan], run)).toEqual({
      code: 0,
      stdout: 'https://github.com/kiosque/kiosque/pulls/1 was opened\n',
      stderr: '',
    });
    const [{ title, body } = { title: '', body: '' }] = open();
    expect(title).toBe('feat(production): promote 1.0.0');
    expect(body).toContain(
      `| kiosque | nothing | \`kiosque.azurecr.io/kiosque@${digestOf('a')}\` |\n` +
        `| publisher | nothing | \`kiosque.azurecr.io/kiosque-publisher@${digestOf('b')}\` |\n\n` +
        `Built from ${revision}, release 1.0.0.\n\n` +
        'Evidence of qualification: https://github.com/kiosque/kiosque/actions/runs/42\n\n## Scan\n\n| Image |',
    );
    expect(body).toContain('No finding blocks.\n\n## API\n\nProduction runs no image yet');
    expect(body).toMatch(/## Manifests\n\n### production\n\n.*Deployment/s);
    expect(body).not.toContain('### qualification');
    const show = (format: string) => github().git('show', '--no-patch', `--format=${format}`, BRANCH);
    expect(show('%(trailers:key=Revision,valueonly)%(trailers:key=Promotes,valueonly)')).toBe(
      `${revision}\nproduction`,
    );
    expect(github().git('diff', '--name-only', 'main', BRANCH).split('\n')).toEqual([
      'charts/environments/images.json',
      DEPLOYMENT,
    ]);
  });

  it('should compare the API of what production runs with that of the release', async () => {
    delivery.restore('merged');
    expect(delivery.images()['production']).toMatchObject({ kiosque: { digest: digestOf('a') } });
    await refusedAfterMerge();
    const second = await release('1.1.0', 'b');
    expect(await propose()).toMatchObject({ code: 0, stderr: '' });
    expect(pulls()).toHaveLength(2);
    expect(open()[0]?.title).toBe('feat(production): promote 1.1.0');
    expect(open()[0]?.body).toContain(`## API\n\n\`\`\`text\ncompared ${first} with ${second}\n\`\`\`\n`);
    expect(open()[0]?.body).toContain(`| kiosque | \`${digestOf('a')}\` |`);
  });
  const refusedAfterMerge = async () =>
    expect(await propose()).toEqual({
      code: 1,
      stdout: '',
      stderr: 'nothing was proposed: production already runs what qualification runs\n',
    });

  it('should change nothing the second time, even if main has moved for other environments', async () => {
    delivery.restore('proposed');
    const [tip, [pull]] = [github().commitOf(BRANCH), structuredClone(open())];
    await promote('development', `kiosque@${digestOf('d')}`);
    delivery.github.requests.length = 0;
    expect(await propose()).toMatchObject({ code: 0, stdout: `${pull?.html_url ?? ''} was not changed\n` });
    expect(delivery.github.requests).toEqual(['GET /repos/kiosque/kiosque/pulls']);
    expect([github().commitOf(BRANCH), open()]).toEqual([tip, [pull]]);
  });

  it('should keep a branch into which main was merged, and its review', async () => {
    delivery.restore('proposed');
    await promote('development', `kiosque@${digestOf('d')}`);
    const tip = github().merge('main', BRANCH, 'Merge branch main into promote/production');
    expect(await propose()).toMatchObject({ code: 0, stdout: expect.stringContaining('was not changed') });
    expect(github().commitOf(BRANCH)).toBe(tip);
  });

  it('should render again on a main that renders something else for production', async () => {
    delivery.restore('proposed');
    delivery.write('charts/main.ts', smallRepository()['charts/main.ts']?.replace("'content'", "'web'") ?? '');
    await delivery.run(process.execPath, ['charts/main.ts']);
    const base = delivery.push('feat(charts): rename');
    expect(await propose()).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/ was (?:updated|not changed)\n$/),
    });
    expect(github().git('rev-parse', `${BRANCH}^`)).toBe(base);
    expect(github().git('show', `${BRANCH}:${DEPLOYMENT}`)).toContain('"name":"web"');
  });

  it('should replace the open proposal by that of a newer release', async () => {
    delivery.restore('proposed');
    await release('1.1.0', 'b');
    expect(await propose()).toMatchObject({ code: 0, stdout: expect.stringContaining('pulls/1 was updated') });
    expect(pulls().map(({ title }) => title)).toEqual(['feat(production): promote 1.1.0']);
    expect(github().git('log', '--format=%s', `main..${BRANCH}`)).toBe('feat(production): promote 1.1.0');
  });

  it('should open another pull request if the branch was pushed but not proposed', async () => {
    delivery.restore('released');
    expect(await propose(['production'], { GH_ENTERPRISE_TOKEN: 'wrong' })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('GitHub refused GET repos/kiosque/kiosque/pulls'),
    });
    const tip = github().commitOf(BRANCH);
    expect(tip).toBeDefined();
    expect(await propose()).toMatchObject({ code: 0, stdout: expect.stringContaining('was opened') });
    expect(github().commitOf(BRANCH)).toBe(tip);
  });

  it('should cut a body that GitHub would refuse, and say so', async () => {
    delivery.restore('released');
    const scan = join(delivery.directory, 'scan.md');
    writeFileSync(scan, '| a long row |\n'.repeat(5000));
    expect(await propose(['production', '--scan', scan])).toMatchObject({ code: 0, stderr: '' });
    const [{ body } = { body: '' }] = open();
    expect(body.length).toBeLessThanOrEqual(65_536);
    expect(body.length).toBeGreaterThan(65_000);
    expect(body).toMatch(/\n\| a long row \|\n\n\*\*The rest was cut\.\*\* `npm run diff -- [\da-f]{40}` prints .*\n$/);
  });

  it('should leave Redis to its own promotion, and mention it', async () => {
    delivery.restore('released');
    await promote('qualification', `redis@${digestOf('e')}`);
    expect(await propose()).toMatchObject({ code: 0 });
    expect(open()[0]?.body).toContain('The environments run different images of Redis');
    expect(github().git('show', `${BRANCH}:charts/environments/images.json`)).toContain(
      `redis",\n      "digest": "${ZEROS}"`,
    );
  });

  it('should say that production was rolled back from the images', async () => {
    delivery.restore('merged');
    await delivery.run(process.execPath, [join(root, 'tools/delivery/rollback.ts'), 'production']);
    delivery.git('push', '--quiet', 'origin', 'HEAD:main');
    expect(await propose()).toMatchObject({ code: 0, stdout: expect.stringContaining('pulls/2 was opened') });
    expect(open()[0]?.body).toContain('**Production was rolled back from these images before.**');
    expect(pulls()[0]?.body).not.toContain('rolled back');
    await release('1.1.0', 'b');
    await propose();
    expect(open()[0]?.body).not.toContain('rolled back');
  });

  it('should propose an image that was promoted by hand, and say that its API was not compared', async () => {
    delivery.restore('merged');
    await signed(`kiosque@${digestOf('c')}`);
    await promote('qualification', `kiosque@${digestOf('c')}`);
    expect(await propose()).toMatchObject({ code: 0 });
    expect(open()[0]?.body).toContain('No promotion of this image names the commit');
    expect(open()[0]?.body).toContain(`It was not compared: no promotion of \`${digestOf('c')}\``);
  });

  describe('should refuse', () => {
    it('if qualification runs another release than the one that was verified', async () => {
      delivery.restore('released');
      const second = await release('1.1.0', 'b');
      const message = `nothing was proposed: qualification runs 1.1.0 by now, which was not built from ${first}\n`;
      await refused(propose(['production', '--revision', first]), message);
      expect(await propose(['production', '--revision', second])).toMatchObject({ code: 0 });
    });

    it('if qualification runs nothing yet', () =>
      refused(propose(), 'nothing was proposed: qualification runs no image "kiosque" yet: its digest is zeros\n'));

    it('if the last promotion of qualification was rolled back', async () => {
      delivery.restore('released');
      await release('1.1.0', 'b');
      await delivery.run(process.execPath, [join(root, 'tools/delivery/rollback.ts'), 'qualification']);
      delivery.git('push', '--quiet', 'origin', 'HEAD:main');
      const message =
        'the last promotion of qualification ("feat(qualification): promote 1.1.0") was rolled back: release a fix first\n';
      await refused(propose(), message);
    });

    it.each([
      ['signed', 'registry.json', 'MANIFEST_UNKNOWN'],
      ['attested', 'attestations', 'no attestations found'],
    ])('an image that is not %s', async (_, file, message) => {
      delivery.restore('released');
      writeFileSync(join(delivery.directory, file), file === 'attestations' ? '' : '[]');
      await refused(propose(), `kiosque.azurecr.io/kiosque@${digestOf('a')} could not be verified: Error: `);
      expect((await propose()).stderr).toContain(message);
    });

    it('an image that another workflow signed', async () => {
      delivery.restore('released');
      const registry = join(delivery.directory, 'registry.json');
      writeFileSync(registry, readFileSync(registry, 'utf8').replaceAll('publish.yml', 'other.yml'));
      await refused(propose(), 'no matching signatures');
    });

    it.each([
      ['no environment', [], {}, '"" is not production, which gets what qualification runs\nusage: '],
      ['another environment', ['qualification'], {}, '"qualification" is not production'],
      ['an unknown option', ['production', '--force'], {}, "Unknown option '--force'"],
      ['a missing summary', ['production', '--scan', 'none.md'], {}, 'none.md cannot be read'],
      ['no repository', ['production'], { GITHUB_REPOSITORY: undefined }, 'GITHUB_REPOSITORY is not set'],
    ])('%s', (_, args, environment, message) => refused(propose(args, environment), message));

    it('over uncommitted changes', async () => {
      delivery.write('charts/main.ts', '// by hand\n');
      await refused(propose(), 'the working tree has uncommitted changes');
    });
  });

  it('should leave the branch that was checked out, also after a failure', async () => {
    delivery.git('switch', '--quiet', '--create', 'mine');
    await propose();
    expect(delivery.git('branch', '--show-current')).toBe('mine');
    delivery.restore('released');
    await propose();
    expect(delivery.git('branch', '--show-current')).toBe('main');
  });
});
