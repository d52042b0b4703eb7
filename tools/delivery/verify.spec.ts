import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { keyEntry, newKey } from '../../service/access/api-keys.ts';
import { freePort } from '../../service/test/free-port.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { SmtpSink } from '../../service/test/smtp-sink.ts';
import { WebhookSink } from '../../service/test/webhook-sink.ts';
import { ApiServer } from '../test/cluster/api-server.ts';
import { digestIn, RunningVersions } from '../test/delivery/running-versions.ts';
import { digestOf, ScratchMain } from '../test/delivery/scratch-main.ts';

// Every test runs about twenty programs.
jest.setTimeout(180_000);

const NAMESPACE = 'kiosque-development';
const [GOOD, BAD, UNSTARTABLE] = [digestOf('a'), digestOf('b'), digestOf('c')];
/** How long to wait for a version that never starts: two seconds, instead of the pauses of a smoke test that is repeated. */
const SOON = ['--deadline-minutes', '0.03'] as const;
const REVERT = /^revert\(development\): feat\(development\): promote sha256:b{12}$/;

let scratch: ScratchMain;
beforeAll(async () => {
  scratch = await ScratchMain.create();
});
afterAll(() => {
  scratch.remove();
});

/** Deploys with the real kubectl to a test API server; the address of the environment leads to the version that it runs. */
describe('verify --with kubectl', () => {
  const keys = mkdtempSync(join(tmpdir(), 'kiosque-keys-'));
  const key = newKey();
  let api: ApiServer;
  let versions: RunningVersions;
  let webhook: WebhookSink;
  let mail: SmtpSink;
  let kubectl: string;
  let url: string;

  /** The digest that the cluster runs. */
  const running = (): string => digestIn(api, NAMESPACE);

  beforeAll(async () => {
    kubectl = execFileSync('.ci/ensure-kubectl', { encoding: 'utf8' }).trim();
    api = await ApiServer.start((image) => !image.endsWith(UNSTARTABLE));
    writeFileSync(join(keys, 'keys.yaml'), JSON.stringify({ keys: [keyEntry('smoke', key, ['desk'])] }));
    versions = await RunningVersions.start([BAD], { QUEUE_KEYS_FILE: join(keys, 'keys.yaml') });
    url = await versions.address(() => api, NAMESPACE);
  }, 120_000);

  afterAll(async () => {
    await Promise.all([api.stop(), versions.stop()]);
    rmSync(keys, { recursive: true });
  });

  beforeEach(async () => {
    webhook = await WebhookSink.start();
    mail = await SmtpSink.start();
    await scratch.reset();
    scratch.useCluster(kubectl, api.url);
    Object.assign(scratch.variables, {
      MATTERMOST_WEBHOOK: webhook.url('secret-name'),
      NOTIFICATIONS_SMTP_HOST: '127.0.0.1',
      NOTIFICATIONS_SMTP_PORT: String(mail.port),
      NOTIFICATIONS_SMTP_TLS: 'off',
      NOTIFICATIONS_MAIL_FROM: 'kiosque@example.org',
      NOTIFICATIONS_MAIL_TO: 'team@example.org',
      NOTIFICATIONS_ATTEMPTS: '1',
    });
  });

  afterEach(async () => {
    await Promise.all([webhook.stop(), mail.stop()]);
  });

  const verify = async (name: string, ...args: string[]): Promise<Ended> => {
    const clone = await scratch.clone(name);
    return scratch.script(clone, 'verify', 'development', '--with', 'kubectl', '--url', url, ...args);
  };

  /** The commit that promotes a version that is in order. */
  let good: string | undefined;
  /** Deploys that version, unless the cluster runs it since an earlier test. */
  const deployGood = async (): Promise<void> => {
    if (good !== undefined) await scratch.reset(good);
    good ??= await scratch.promote('development', 'a');
    if (running() !== GOOD) expect(await verify('start')).toMatchObject({ code: 0 });
    expect(running()).toBe(GOOD);
  };

  it('should deploy a promotion, test it, and tell nobody if it is in order', async () => {
    await deployGood();
    await scratch.promote('development', 'd');
    Object.assign(scratch.variables, { QUEUE_KEY: key });
    const verified = await verify('good');
    Object.assign(scratch.variables, { QUEUE_KEY: '' });
    expect(verified.stdout).toMatch(/\/complete {2}R-\d+\n/);
    expect(verified.stdout + verified.stderr).not.toContain(key);
    expect(verified).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /every pod runs the promoted digests\n[^]*development is in order: sha256:d{64}\n$/,
      ),
    });
    expect([webhook.posts, mail.mails]).toEqual([[], []]);
    expect(await scratch.subjects()).toHaveLength(3);
  });

  it('should revert a promotion whose smoke test fails, deploy the revert, and send one message to each channel', async () => {
    await deployGood();
    const promotion = await scratch.promote('development', 'b');
    const { code, stderr } = await verify('bad');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('The team was told.\n') });

    const [revert, ...before] = await scratch.subjects();
    expect(revert).toMatch(REVERT);
    expect(before).toEqual([
      'feat(development): promote sha256:bbbbbbbbbbbb',
      'feat(development): promote sha256:aaaaaaaaaaaa',
      'feat(charts): start',
    ]);
    expect(await scratch.git(scratch.main, 'log', '-1', '--format=%b', 'main')).toContain(
      `This reverts commit ${promotion}.`,
    );
    expect(await scratch.git(scratch.main, 'diff', 'main~2', 'main', '--stat')).toBe('');
    expect(running()).toBe(GOOD);

    expect(webhook.posts).toHaveLength(1);
    const commit = await scratch.git(scratch.main, 'rev-parse', 'main');
    const texts = [
      `development should run ghcr.io/kiosque/kiosque@${BAD}, from the promotion ${promotion.slice(0, 12)}`,
      `It failed its smoke test check: ${url}/api/events returned "`,
      `The promotion was reverted on main by ${commit.slice(0, 12)}`,
      'kubectl has deployed the revert.',
      'Next: check the previous version with "npm run verify -- development"',
    ];
    const post = webhook.posts[0]?.text.replaceAll('&#58;', ':') ?? '';
    expect(post).toContain('#### development: the promotion failed its smoke test check; it was rolled back');
    expect(mail.mails).toHaveLength(1);
    const [{ to, head, parts } = { to: [], head: [], parts: {} as Record<string, string> }] = mail.mails;
    expect(to).toEqual(['team@example.org']);
    expect(head).toContain('Subject: development: the promotion failed its smoke test check; it was rolled back');
    for (const text of texts) expect(parts['text/plain']).toContain(text);
    expect(`${stderr}${post}${JSON.stringify(mail.mails)}`).not.toContain('secret-name');

    expect(await verify('after')).toMatchObject({ code: 0, stdout: expect.stringContaining(`in order: ${GOOD}`) });
    expect(webhook.posts).toHaveLength(1);
  });

  it('should revert a promotion whose rollout fails', async () => {
    await deployGood();
    await scratch.promote('development', 'c');
    const { code, stderr } = await verify('rollout', ...SOON);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /failed its rollout check: rollout failed: deployment.apps\/content .*\(within 2 s\)/,
      ),
    });
    expect((await scratch.subjects())[0]).toContain('revert(development): feat(development): promote sha256:cccc');
    expect(webhook.posts).toHaveLength(1);
    expect(running()).toBe(GOOD);
  }, 120_000);

  it('should not revert a rollback that fails', async () => {
    await scratch.promote('development', 'c');
    await scratch.promote('development', 'd');
    const clone = await scratch.clone('by-hand');
    await scratch.script(clone, 'rollback', 'development');
    await scratch.git(clone, 'push', '--quiet', 'origin', 'HEAD:main');
    const before = await scratch.subjects();
    const { code, stderr } = await verify('rollback', ...SOON);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('which is never reverted automatically'),
    });
    expect(await scratch.subjects()).toEqual(before);
    expect(webhook.posts[0]?.text).toContain('the rollback failed its rollout check; it was not rolled back');
  });

  it('should make one revert and send one message if two verifications fail', async () => {
    await deployGood();
    await scratch.promote('development', 'b');
    const both = await Promise.all([verify('one'), verify('two')]);
    expect(both.map(({ code }) => code)).toEqual([1, 1]);
    expect((await scratch.subjects()).filter((subject) => subject.startsWith('revert'))).toHaveLength(1);
    expect([webhook.posts, mail.mails].map(({ length }) => length)).toEqual([1, 1]);
    expect(both.map(({ stderr }) => stderr).join('')).toContain('The promotion is already reverted by');
  });

  it('should say that nobody was told if a message cannot be delivered, without the secret address', async () => {
    await scratch.promote('development', 'c');
    Object.assign(scratch.variables, {
      MATTERMOST_WEBHOOK: `http://127.0.0.1:${String(await freePort())}/hooks/secret-name`,
      NOTIFICATIONS_SMTP_HOST: '',
      NOTIFICATIONS_MAIL_FROM: '',
      NOTIFICATIONS_MAIL_TO: '',
    });
    const { code, stdout, stderr } = await verify('silent', ...SOON);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/The team was not told: mattermost .+\n$/),
    });
    expect(stdout + stderr).not.toContain('secret-name');
    expect((await scratch.subjects())[0]).toBe('revert(development): feat(development): promote sha256:cccccccccccc');
  });

  it('should revert nothing if the cluster does not respond', async () => {
    await scratch.promote('development', 'd');
    scratch.useCluster(kubectl, 'http://127.0.0.1:9');
    const { code, stderr } = await verify('unreachable');
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining('development could not be verified: the cluster does not respond: '),
    });
    expect((await scratch.subjects())[0]).toContain('promote sha256:dddd');
    expect(webhook.posts[0]?.text).toContain('could not be verified; it was not rolled back');
  });

  it('should not deploy what main no longer has', async () => {
    await deployGood();
    await scratch.promote('development', 'd');
    const clone = await scratch.clone('stale');
    const other = await scratch.clone('other');
    expect(await scratch.script(other, 'push-rollback', 'development')).toMatchObject({ code: 0 });
    const args = ['development', '--with', 'kubectl', '--url', url];
    expect(await scratch.script(clone, 'verify', ...args)).toEqual({
      code: 4,
      stdout: '',
      stderr: 'main has other images of development than this clone: run "git pull", and verify those\n',
    });
    expect(running()).toBe(GOOD);
    expect(webhook.posts).toEqual([]);
  });

  it('should revert nothing if the cluster does not permit the deployment', async () => {
    await scratch.promote('development', 'd');
    const forbidden =
      'Error from server (Forbidden): namespaces "kiosque-development" is forbidden: User "me" cannot patch resource';
    const path = join(scratch.directory, 'forbidden');
    mkdirSync(path, { recursive: true });
    const body = `[ "$1" = apply ] || exec ${kubectl} "$@"\necho '${forbidden}' >&2\nexit 1`;
    writeFileSync(join(path, 'kubectl'), `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    Object.assign(scratch.variables, { PATH: `${path}:${String(scratch.variables['PATH'])}` });
    const { code, stderr } = await verify('forbidden');
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(`the cluster does not permit the deployment: ${forbidden}`),
    });
    expect((await scratch.subjects())[0]).toContain('promote sha256:dddd');
  });

  it('should say what to do if the revert cannot be pushed', async () => {
    await scratch.promote('development', 'c');
    const clone = await scratch.clone('offline');
    await scratch.git(clone, 'remote', 'set-url', '--push', 'origin', '/nowhere');
    const args = ['development', '--with', 'kubectl', '--url', url, ...SOON];
    const { code, stderr } = await scratch.script(clone, 'verify', ...args);
    expect(code).toBe(3);
    expect(stderr).toMatch(/Nothing was reverted: main could not be pushed: .*\nNext: look at development now/);
    expect(webhook.posts[0]?.text).toContain('it was not rolled back');
    expect((await scratch.subjects())[0]).toContain('promote sha256:cccc');
  });
});

describe('verify', () => {
  let clone: string;
  beforeAll(async () => {
    clone = await scratch.clone('usage');
  });

  it('should not deploy commits that are not on main', async () => {
    const own = await scratch.clone('own');
    await scratch.git(own, 'commit', '--quiet', '--allow-empty', '--message', 'docs: own');
    expect(await scratch.script(own, 'verify', 'development')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('this clone has commits that are not on main: use a clone of main'),
    });
  });

  it.each([
    [[], 'one environment is required'],
    [['mars'], '"mars" is not an environment: use one of development, qualification, production'],
    [['development', '--with', 'helm'], '--with is "helm"; it must be argo-cd or kubectl'],
    [['development', '--alert-minutes', 'x'], '--alert-minutes is "x"; it must be a number from 0 to 1440'],
    [['development', '--override', ' \n'], '--override is blank'],
    [['development', '--url', 'kiosque'], '--url is "kiosque"'],
    [['production'], 'PROMETHEUS_URL is required: critical alerts of production are watched'],
  ])('should print its usage for %j', async (args, message) => {
    const { code, stderr } = await scratch.script(clone, 'verify', ...args);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/\nusage: npm run verify -- <env/) });
    expect(stderr).toContain(message);
  });
});
