import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { GitHubPackages } from '../test/github-packages.ts';
import type { PackageVersion } from '../test/github-packages.ts';

const root = process.cwd();
const directory = mkdtempSync(join(tmpdir(), 'kiosque-cleanup-'));
const repository = join(directory, 'repository');
const azState = join(directory, 'az.json');
const IMAGES = 'charts/environments/images.json';
const OLD = new Date(Date.now() - 30 * 86_400_000);
const NEW = new Date(Date.now() - 2 * 86_400_000);
const OCI = 'application/vnd.oci.image';

const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const ref = (text: string) => ({ digest: digestOf(text), size: text.length });

/** A manifest with a layer of a megabyte, which is what a layer's digest is made of. */
const image = (name: string, subject?: string): string =>
  JSON.stringify({
    ...{ schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json` },
    config: ref(`config of ${name}`),
    layers: [{ ...ref(name), size: 1_000_000 }],
    ...(subject !== undefined && { subject: ref(subject) }),
  });
const index = (...children: string[]): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests: children.map(ref) });
/** Both architectures of a build, their index, its signature in each of the ways that registries know, and an attestation. */
const build = (name: string) => {
  const [amd64, arm64] = [image(`${name} amd64`), image(`${name} arm64`)];
  const whole = index(amd64, arm64);
  const referrer = image(`${name} provenance`, whole);
  return { amd64, arm64, whole, referrer, fallback: index(referrer), signature: image(`${name} signature`) };
};
type Build = ReturnType<typeof build>;

let nextId = 1;
const version = (text: string, tags: string[] = [], changed = OLD): PackageVersion => ({
  ...{ id: nextId++, digest: digestOf(text), tags, text, changed },
  mediaType: (JSON.parse(text) as { mediaType: string }).mediaType,
});
const hex = (text: string): string => digestOf(text).replace('sha256:', 'sha256-');
const versionsOf = (own: Build, tags: string[] = [], changed = OLD): PackageVersion[] => [
  version(own.amd64, [], changed),
  version(own.arm64, [], changed),
  version(own.whole, tags, changed),
  version(own.referrer, [], changed),
  version(own.fallback, [hex(own.whole)], changed),
  version(own.signature, [`${hex(own.whole)}.sig`], changed),
];
const digestsOf = (own: Build): string[] => Object.values(own).map(digestOf);

const start = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> => {
  const PATH = `${root}/tools/test:${root}/node_modules/.bin:${process.env['PATH'] ?? ''}`;
  const identity = { GIT_AUTHOR_NAME: 'T', GIT_AUTHOR_EMAIL: 't@example.org' };
  const committer = { GIT_COMMITTER_NAME: 'T', GIT_COMMITTER_EMAIL: 't@example.org' };
  const all = {
    PATH,
    HOME: directory,
    GIT_CONFIG_GLOBAL: '/dev/null',
    AZ_STATE: azState,
    ...identity,
    ...committer,
    ...env,
  };
  return runCommand(file, args, { cwd: repository, env: all });
};
const git = async (...args: string[]) => (await start('git', args)).stdout.trim();

/** Commits the digests of the service in development and production; the publisher, only in development, has none. */
async function commitImages(development: string, production: string): Promise<string> {
  const images = JSON.parse(readFileSync(join(root, IMAGES), 'utf8'));
  images.development.kiosque.digest = development;
  images.production.kiosque.digest = production;
  // Each repository is some starts of gh or az.
  for (const each of [images.development, images.qualification, images.production]) delete each.redis;
  for (const each of [images.qualification, images.production]) delete each.publisher;
  writeFileSync(join(repository, IMAGES), JSON.stringify(images));
  await git('commit', '--quiet', '--all', '--allow-empty', '--message', 'images');
  return git('rev-parse', 'HEAD');
}

beforeAll(async () => {
  mkdirSync(repository);
  for (const folder of ['charts', 'tools']) cpSync(folder, join(repository, folder), { recursive: true });
  cpSync('package.json', join(repository, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(repository, 'node_modules'));
  writeFileSync(join(repository, '.gitignore'), 'node_modules\n');
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'start');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('cleanup of images', () => {
  const [running, before, released, stale, young] = ['running', 'before', 'released', 'stale', 'young'].map(build) as [
    ...[Build, Build, Build, Build, Build],
  ];
  const copied = build('copied');
  let github: GitHubPackages;

  beforeEach(async () => {
    // What an environment ran at the time of the release.
    const then = await commitImages(digestOf(before.whole), digestOf(before.whole));
    await git('tag', '--force', 'v1.2.0', then);
    const main = await commitImages(digestOf(running.whole), digestOf(copied.whole));
    github = await GitHubPackages.start({
      owner: { name: 'kiosque', type: 'Organization' },
      ...{ main, tags: { 'v1.2.0': then }, failing: undefined },
      releases: [{ tag_name: 'v1.2.0', body: `Images ghcr.io/kiosque/kiosque@${digestOf(released.whole)} and more` }],
      packages: {
        kiosque: [
          ...[running, before, released, copied, stale].flatMap((each) => versionsOf(each)),
          ...versionsOf(young, [], NEW),
          version(image('tagged'), ['0.0.0-abc']),
        ],
        'kiosque-publisher': [],
      },
    });
    // Each manifest is one start of az.
    storeInAzure([version(copied.whole)]);
    writeFileSync(`${azState}.log`, '');
  });
  afterEach(async () => {
    await github.stop();
  });

  const storeInAzure = (versions: readonly PackageVersion[], locked: readonly string[] = []): void => {
    const own = versions.map(({ digest, tags, text, changed }) => ({
      ...{ digest, tags, text, createdTime: OLD.toISOString(), lastUpdateTime: changed.toISOString() },
      changeableAttributes: { deleteEnabled: !locked.includes(digest) },
    }));
    writeFileSync(azState, JSON.stringify({ kiosque: { kiosque: own } }));
  };
  const cleanup = (...args: string[]): Promise<Ended> =>
    start(process.execPath, ['tools/delivery/cleanup.ts', 'images', ...args], github.environment);
  const listedIn = (stdout: string): string[] =>
    stdout.match(/^ {2}sha256:[\da-f]{64}/gm)?.map((line) => line.trim()) ?? [];
  const idOf = (stdout: string): string => /--delete (\w+)$/m.exec(stdout)?.[1] ?? '';
  const leftInAzure = (): string[] =>
    (JSON.parse(readFileSync(azState, 'utf8')) as { kiosque: { kiosque: { digest: string }[] } }).kiosque.kiosque
      .map(({ digest }) => digest)
      .sort();

  it('should list what nothing names or refers to, with sizes and reasons, and delete exactly that', async () => {
    const inAzure = [stale.amd64, stale.whole, stale.referrer];
    storeInAzure([copied.whole, ...inAzure].map((text) => version(text)));
    const listed = await cleanup();
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listedIn(listed.stdout).sort()).toEqual([...digestsOf(stale), ...inAzure.map(digestOf)].sort());
    expect(listed.stdout).toContain('images in ghcr.io/kiosque/kiosque: 6\n');
    expect(listed.stdout).toContain('images in kiosque.azurecr.io/kiosque: 3\n');
    expect(listed.stdout).toMatch(
      new RegExp(`${digestOf(stale.amd64)} {2}1.0 MB {2}untagged, 30 days old, named by no environment`),
    );
    expect(listed.stdout).toContain(`attached to ${digestOf(stale.whole).slice(0, 19)}, which is not kept`);
    expect(github.deleted).toEqual([]);

    const deleted = await cleanup('--delete', idOf(listed.stdout));
    expect(deleted).toMatchObject({ code: 0, stderr: '' });
    expect([...github.deleted].sort()).toEqual(digestsOf(stale).sort());
    expect(leftInAzure()).toEqual([digestOf(copied.whole)]);
    // What an environment or a release named, with its architectures, signatures and attestations; also that of the other registry.
    const left = github.state.packages['kiosque']?.map(({ digest }) => digest) ?? [];
    for (const each of [running, before, released, copied, young])
      expect(left).toEqual(expect.arrayContaining(digestsOf(each)));
    expect(await cleanup()).toMatchObject({ code: 0, stdout: 'there is nothing to delete\n' });
  });

  it('should only keep the images of the last ten releases', async () => {
    const main = github.state.main;
    const tags = Object.fromEntries(Array.from({ length: 10 }, (_, minor) => [`v2.${String(minor)}.0`, main]));
    for (const tag of Object.keys(tags)) await git('tag', '--force', tag, main);
    github.state.tags = { ...github.state.tags, ...tags };
    const { stdout } = await cleanup();
    expect(listedIn(stdout)).toEqual(expect.arrayContaining([digestOf(before.whole), digestOf(released.arm64)]));
    for (const tag of Object.keys(tags)) await git('tag', '--delete', tag);
  });

  it('should use the paths of a user where the owner is one', async () => {
    const packages = github.state.packages;
    await github.stop();
    github = await GitHubPackages.start({ ...github.state, owner: { name: 'kiosque', type: 'User' }, packages });
    expect(listedIn((await cleanup()).stdout)).toHaveLength(6);
  });

  it('should delete nothing if the list has changed', async () => {
    const id = idOf((await cleanup()).stdout);
    github.state.packages['kiosque']?.push(version(image('another')));
    expect(await cleanup('--delete', id)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(new RegExp(`^nothing was deleted: the list is now \\w+, not ${id}`)),
    });
    expect(github.deleted).toEqual([]);
    expect(readFileSync(`${azState}.log`, 'utf8')).not.toContain('manifest delete');
  });

  it.each([
    ['the list of versions', /GET \/orgs\/kiosque\/packages/, 'gh api --paginate orgs/kiosque/packages'],
    ['the releases', /\/releases$/, 'gh api --paginate repos/kiosque/kiosque/releases'],
    ['the tags', /matching-refs/, 'gh api --paginate repos/kiosque/kiosque/git/matching-refs'],
    ['the branch', /commits\/main/, 'gh api repos/kiosque/kiosque/commits/main'],
    ['the token of the registry', / \/token$/, 'https://ghcr.io/token returned 500'],
    ['a manifest', new RegExp(digestOf(young.arm64)), `manifests/${digestOf(young.arm64)} returned 500`],
  ])('should list and delete nothing if %s cannot be read', async (_, failing, message) => {
    github.state.failing = failing;
    const both = await Promise.all([cleanup(), cleanup('--delete', '0123456789abcdef')]);
    for (const ended of both)
      expect(ended).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/^nothing can be deleted, because not everything could be read: [^\n]*\n$/),
      });
    expect(both[0].stderr).toContain(message);
    expect(github.deleted).toEqual([]);
  });

  it('should not trust a manifest that does not match its digest, or whose format it does not know', async () => {
    const own = github.state.packages['kiosque'] ?? [];
    own.push({ ...version(image('changed')), text: image('by someone') });
    expect((await cleanup()).stderr).toMatch(/the registry returned sha256:\w+ as the manifest sha256:/);
    own.pop();
    own.push(version(JSON.stringify({ mediaType: `${OCI}.manifest.v1+json`, blobs: [] })));
    expect((await cleanup()).stderr).toContain('is not a manifest or index of an image');
  });

  it('should refuse if a repository does not list what an environment runs', async () => {
    github.state.main = await commitImages(digestOf('lost'), digestOf(copied.whole));
    expect(await cleanup()).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        `ghcr.io/kiosque/kiosque does not list ${digestOf('lost')}, which an environment names`,
      ),
    });
  });

  it('should refuse a checkout that is not what GitHub has', async () => {
    const { main } = github.state;
    github.state.main = 'f'.repeat(40);
    expect((await cleanup()).stderr).toContain(`main is at ${'f'.repeat(40)} on GitHub, but this checkout at ${main}`);
    github.state.main = main;
    github.state.tags = { 'v9.0.0': main };
    expect((await cleanup()).stderr).toContain('does not have v9.0.0 as GitHub does: git fetch --tags --force');
  });

  it.each([
    ['locked index', () => [stale.amd64, stale.arm64, stale.whole], () => [digestOf(stale.whole)]],
    // Azure deletes what is attached to an image with it.
    [
      'locked attestation',
      () => [stale.amd64, stale.arm64, stale.whole, stale.referrer],
      () => [digestOf(stale.referrer)],
    ],
  ])('should keep a %s in Azure, and what belongs to it', async (_, texts, locked) => {
    storeInAzure([version(copied.whole), ...texts().map((text) => version(text))], locked());
    const { stdout } = await cleanup();
    expect(stdout).not.toContain('images in kiosque.azurecr.io');
    expect(idOf(stdout)).not.toBe('');
  });

  it('should stop at the first failure, and say what was not tried', async () => {
    const { stdout } = await cleanup();
    const [, second] =
      github.state.packages['kiosque']?.filter(({ digest }) => digestsOf(stale).includes(digest)) ?? [];
    github.state.failing = new RegExp(`^DELETE .*/${String(second?.id)}$`);
    const { code, stderr } = await cleanup('--delete', idOf(stdout));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(`^${digestOf(stale.arm64)} was not deleted, \\d+ others were not tried: gh api --method DELETE`),
      ),
    });
    expect(github.deleted.length).toBeLessThan(6);
    expect(readFileSync(`${azState}.log`, 'utf8')).not.toContain('manifest delete');
  });

  it.each([[['--days', '0']], [['everything']], [['--force']]])('should print its usage for %j', async (args) => {
    const ended = await start(process.execPath, ['tools/delivery/cleanup.ts', ...args]);
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^usage: npm run cleanup/) });
  });
});
