import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { AuditLog } from '../../access/audit-log.ts';
import { TrialKey } from '../../access/trial-key.ts';
import { TestApp } from '../../test/create-test-app.ts';
import type { Answer } from '../../test/create-test-app.ts';
import { valueOf } from '../../test/exposition.ts';
import { finding } from '../../test/given-finding.ts';
import { WebhookSink } from '../../test/webhook-sink.ts';
import { eventually } from '../../test/eventually.ts';
import type { FindingStore } from '../findings/finding-store.ts';
import { FINDING_STORE } from '../security-log.tokens.ts';
import { BlocklistSchedule } from './blocklist.schedule.ts';
import { LIST_FORMATS } from './formats/formats.ts';

const NOW = Date.parse('2026-11-22T09:00:30.500Z');
/** Versions are times, in seconds. */
const SECONDS = Math.floor(NOW / 1000);
const DAY_MS = 86_400_000;
const trial = new TrialKey();
const credential = { authorization: `Bearer ${trial.key}` };

describe('The blocklist', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-blocklist-'));
  const started: TestApp[] = [];
  let app: TestApp;
  let webhook: WebhookSink | undefined;
  let time = NOW;
  afterEach(async () => {
    for (const one of started.splice(0)) await one.close();
    await webhook?.stop();
    webhook = undefined;
    time = NOW;
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function start(environment: NodeJS.ProcessEnv = {}): Promise<void> {
    const own = { FEATURES: 'security-log', SECURITY_LOG_DIRECTORY: mkdtempSync(join(directory, 'data-')) };
    // Builds are run by the tests.
    const settings = { ...own, BLOCKLIST_BUILD_SECONDS: '3600', ...environment };
    app = await TestApp.start({ environment: settings, access: trial, now: () => time });
    started.push(app);
  }
  const build = (): Promise<void> => app.app.get(BlocklistSchedule, { strict: false }).run();
  async function found(...sources: readonly string[]): Promise<void> {
    const store = app.app.get<FindingStore>(FINDING_STORE, { strict: false });
    await store.restore(
      sources.map((source, index) => finding({ id: `${source} ${index}`, source, first: time - 60_000, score: 3 })),
    );
    await build();
  }
  const get = (path: string, headers = {}): Promise<Answer> => app.get(path, { ...credential, ...headers });
  const decide = (body: object): Promise<Answer> =>
    app.post('/api/security/blocklist/decisions', { reason: 'because', ...body }, credential);
  const networks = async (): Promise<string[]> => {
    const { text } = await get('/blocklists/all.txt');
    return text.split('\n').filter((line) => /^[\da-f]/.test(line));
  };
  const audited = async (event: string): Promise<object[]> => {
    await app.app.get(AuditLog).flush();
    return ((await get(`/api/audit?event=${event}`)).json() as { entries: object[] }).entries;
  };

  it('should list what was found, in every format, with validators and versions', async () => {
    await start();
    await found('5.6.7.9', '5.6.7.8', '2600:1:2:3::/64', 'user:root', '10.0.0.7', 'host.example');
    const { status, text, headers } = await get('/blocklists/all.txt');
    expect(status).toBe(200);
    expect(text).toBe(
      [
        '# Kiosque blocklist, IPv4 and IPv6',
        `# version: ${String(SECONDS)}`,
        '# built: 2026-11-22T09:00:30Z',
        '# entries: 2',
        '# expires: 2026-11-30',
        '5.6.7.8/31',
        '2600:1:2:3::/64',
        '# end',
        '',
      ].join('\n'),
    );
    expect(headers).toMatchObject({
      'blocklist-version': String(SECONDS),
      'cache-control': 'private, no-cache',
      'last-modified': 'Sun, 22 Nov 2026 09:00:30 GMT',
      'content-type': 'text/plain; charset=utf-8',
    });
    for (const { file, mediaType } of LIST_FORMATS) {
      const answer = await get(`/blocklists/${file}`);
      expect([file, answer.status, answer.headers['content-type']]).toEqual([file, 200, mediaType]);
      const again = await get(`/blocklists/${file}`, { 'if-none-match': answer.headers.etag });
      expect([file, again.status, again.text, again.headers['blocklist-version']]).toEqual([
        file,
        304,
        '',
        String(SECONDS),
      ]);
      const signature = await get(`/blocklists/${file}.sig`);
      expect([signature.status, signature.json().detail]).toEqual([
        404,
        'The blocklist is not signed: set BLOCKLIST_SIGNING_KEY_FILE to sign it.',
      ]);
    }
    expect((await get('/blocklists/other.txt')).json().detail).toMatch(/^There is no file "other.txt": use all.txt, /);
    expect((await app.get('/blocklists/all.txt')).status).toBe(401);
    expect((await get('/blocklists/blocklist.json')).json()).toMatchObject({
      version: SECONDS,
      built: '2026-11-22T09:00:30Z',
      entries: [
        {
          network: '5.6.7.8',
          origin: 'detector',
          reasons: ['probe'],
          score: 2,
          firstSeen: '2026-11-22',
          lastSeen: '2026-11-22',
          expires: '2026-11-30',
        },
        { network: '5.6.7.9' },
        { network: '2600:1:2:3::/64' },
      ],
    });
    await build();
    expect((await get('/blocklists/all.txt')).headers['blocklist-version']).toBe(String(SECONDS));
    time += 8 * DAY_MS;
    await build();
    expect([await networks(), (await get('/blocklists/all.txt')).headers['blocklist-version']]).toEqual([
      [],
      String((NOW + 8 * DAY_MS - 500) / 1000),
    ]);
  });

  it('should be read by everybody if it is public, and be signed with the current key', async () => {
    const [file, other] = [join(directory, 'key'), join(directory, 'other')];
    for (const path of [file, other])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'kiosque', '-f', path]);
    await start({ BLOCKLIST_PUBLIC: 'on', BLOCKLIST_SIGNING_KEY_FILE: file });
    await found('5.6.7.8');
    const { headers } = await app.get('/blocklists/all.txt');
    expect([headers['cache-control'], headers.vary]).toEqual(['no-cache', undefined]);
    const first = await app.get('/blocklists/all.txt.sig');
    expect(first.text).toMatch(/^-----BEGIN SSH SIGNATURE-----\n/);
    expect((await app.get('/blocklists/all.txt.sig', { 'if-none-match': first.headers.etag ?? '' })).status).toBe(304);
    execFileSync('cp', [other, file]);
    expect((await app.get('/blocklists/all.txt.sig')).text).not.toBe(first.text);
    expect((await app.get('/api/security/blocklist')).status).toBe(401);
  });

  it.each([
    ['no key', /BLOCKLIST_SIGNING_KEY_FILE must contain an Ed25519 private key/],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----', /it is not a private key/],
  ])('should not start with the signing key %j', async (content, message) => {
    const path = join(directory, 'wrong');
    writeFileSync(path, content);
    await expect(start({ BLOCKLIST_SIGNING_KEY_FILE: path })).rejects.toThrow(message);
  });

  it('should follow what people decide, and record who did', async () => {
    await start({ BLOCKLIST_ALLOW: '5.6.8.0/24' });
    await found('5.6.7.8');
    const unblock = await decide({ kind: 'unblock', network: '5.6.7.8' });
    expect([unblock.status, unblock.json()]).toEqual([
      201,
      {
        id: 1,
        kind: 'unblock',
        network: '5.6.7.8',
        reason: 'because',
        author: 'key:trial',
        made: '2026-11-22T09:00:30.500Z',
        until: '2026-12-22T09:00:30.500Z',
      },
    ]);
    expect(await networks()).toEqual([]);
    // A block that is decided later is stronger.
    expect((await decide({ kind: 'block', network: '5.6.7.0/30' })).status).toBe(201);
    const block = await decide({ kind: 'block', network: '5.6.7.8/29', until: '2026-11-25T10:00:00Z' });
    expect(await networks()).toEqual(['5.6.7.8/29', '5.6.7.0/30']);
    expect((await decide({ kind: 'allow', network: '5.6.7.2' })).status).toBe(201);
    expect(await networks()).toEqual(['5.6.7.8/29', '5.6.7.0/31', '5.6.7.3']);
    expect((await get('/blocklists/blocklist.json')).text).not.toContain('key:trial');
    const { id } = block.json() as { id: number };
    const end = () => app.get(`/api/security/blocklist/decisions/${String(id)}`, credential, 'DELETE');
    expect((await end()).json()).toMatchObject({ id, network: '5.6.7.8/29' });
    expect((await end()).status).toBe(404);
    expect(await networks()).toEqual(['5.6.7.0/31', '5.6.7.3']);
    const { decisions } = (await get('/api/security/blocklist/decisions')).json() as { decisions: object[] };
    expect(decisions).toMatchObject([{ kind: 'allow' }, { kind: 'block', network: '5.6.7.0/30' }, { kind: 'unblock' }]);
    expect(await audited('blocklist-decide')).toHaveLength(4);
    expect(await audited('blocklist-decision-end')).toMatchObject([
      { actor: 'key:trial', facts: { network: '5.6.7.8/29' } },
    ]);
  });

  it.each([
    [{ kind: 'block', network: '10.1.2.3' }, /^10.1.2.3 is never listed: 10.0.0.0\/8 is private/],
    [{ kind: 'block', network: '0.0.0.0/0' }, /too wide: networks may have a prefix of 16 bits or longer/],
    [{ kind: 'block', network: '2600::/31' }, /too wide: networks may have a prefix of 32 bits or longer/],
    [{ kind: 'block', network: '5.6.8.7' }, /is allowed by BLOCKLIST_ALLOW or SECURITY_LOG_TRUSTED_PROXIES/],
    [{ kind: 'block', network: '9.9.9.9' }, /is allowed by BLOCKLIST_ALLOW or SECURITY_LOG_TRUSTED_PROXIES/],
    [{ kind: 'block', network: '5.6.7.8/24' }, /has bits after its prefix: the network is 5.6.7.0\/24/],
    [{ kind: 'block', network: 'example.org' }, /is not an address or a network in CIDR notation/],
    [{ kind: 'block', network: '5.6.7.8', until: '2026-11-22T09:00:00Z' }, /must be in the future/],
    [{ kind: 'block', network: '5.6.7.8', until: '9999-12-31T23:59:59Z' }, /must be before the year 9999/],
    [{ kind: 'block', network: '5.6.7.8', reason: 'two\nlines' }, /"reason" is not valid/],
    [{ kind: 'ban', network: '5.6.7.8' }, /"kind" is not valid/],
    [{ kind: 'block', network: '5.6.7.8', who: 'me' }, /"body" is not valid/],
  ])('should refuse the decision %j', async (body, detail) => {
    await start({ BLOCKLIST_ALLOW: '5.6.8.0/24', SECURITY_LOG_TRUSTED_PROXIES: '9.9.9.7/24' });
    const answer = await decide(body);
    expect([answer.status, answer.json().detail]).toEqual([400, expect.stringMatching(detail)]);
  });

  it('should read IPv4-mapped networks as IPv4', async () => {
    await start({ BLOCKLIST_ALLOW: '::ffff:5.6.8.0/120' });
    await found('5.6.7.8', '5.6.8.9');
    const { status, text } = await decide({ kind: 'unblock', network: '::ffff:5.6.7.0/120' });
    expect([status, text]).toEqual([201, expect.stringContaining('"network":"5.6.7.0/24"')]);
    expect(await networks()).toEqual([]);
    expect((await decide({ kind: 'block', network: '::ffff:10.0.0.1' })).json().detail).toMatch(
      /^10.0.0.1 is never listed: 10.0.0.0\/8 is private/,
    );
  });

  it('should tell versions of the same second apart by their dates', async () => {
    await start();
    await found('5.6.7.8');
    const { headers } = await get('/blocklists/all.txt');
    await decide({ kind: 'block', network: '5.6.9.1' });
    const since = { 'if-modified-since': headers['last-modified'] };
    expect((await get('/blocklists/all.txt', since)).text).toContain('5.6.9.1');
  });

  it('should refuse to block what a person has allowed', async () => {
    await start();
    await decide({ kind: 'allow', network: '5.6.7.0/24' });
    expect((await decide({ kind: 'block', network: '5.6.7.8' })).json().detail).toBe(
      '5.6.7.8 is allowed by decision 1 of key:trial: end that decision to block it.',
    );
  });

  it('should hold back a list that grows too much, until a person releases it', async () => {
    webhook = await WebhookSink.start();
    const file = join(directory, 'webhook');
    const { posts } = webhook;
    writeFileSync(file, webhook.url('first'));
    await start({ NOTIFICATIONS_MATTERMOST_WEBHOOK_FILE: file });
    await found('5.6.7.8');
    await eventually(() => expect(posts.map(({ text }) => text)).toEqual([expect.stringMatching(/1 new entry/)]));
    await found(...Array.from({ length: 150 }, (_, host) => `9.9.8.${String(host)}`));
    await build();
    expect(await networks()).toEqual(['5.6.7.8']);
    await eventually(() => expect(posts).toHaveLength(2));
    expect(posts[1]?.text).toMatch(/held back.*\n\n.*151 entries, of which 150 are not published/);
    const { held } = (await get('/api/security/blocklist')).json() as { held: object };
    expect(held).toEqual({
      since: '2026-11-22T09:00:30.500Z',
      entries: 151,
      added: 150,
      reasons: { probe: 150 },
      examples: Array.from({ length: 10 }, (_, host) => `9.9.8.${String(host)}`),
    });
    expect(valueOf(await app.metrics(), 'kiosque_blocklist_held_entries')).toBe(150);
    expect((await get('/api/security/blocklist/addresses/9.9.8.1')).json()).toMatchObject({
      listed: false,
      heldBack: true,
    });
    // What people decide does not wait.
    await decide({ kind: 'unblock', network: '5.6.7.8' });
    await decide({ kind: 'block', network: '5.6.9.0/24' });
    expect(await networks()).toEqual(['5.6.9.0/24']);
    const release = (body: object): Promise<Answer> => app.post('/api/security/blocklist/release', body, credential);
    expect((await release({ entries: 100 })).json().detail).toMatch(/151 entries by now, not 100: look at it again/);
    expect((await release({ entries: 151 })).json()).toEqual({ version: SECONDS + 3, entries: 151 });
    expect((await release({})).json().detail).toBe('No list is held back.');
    await build();
    expect(await networks()).toHaveLength(5);
    expect(valueOf(await app.metrics(), 'kiosque_blocklist_held_entries')).toBe(0);
    expect(await audited('blocklist-release')).toMatchObject([{ facts: { version: SECONDS + 3, entries: 151 } }]);
    // One message an hour about new entries, grouped.
    expect(posts).toHaveLength(2);
    time += 3_600_000;
    await build();
    await eventually(() => expect(posts).toHaveLength(3));
    expect(posts[2]?.text).toMatch(
      /151 new entries[^]*probe&#58; 150\n- manual&#58; 1[^]*9\\\.9\\\.8\\\.0\/24&#58; 150/,
    );
    await build();
    expect(posts).toHaveLength(3);
  });

  it('should explain an address, filter entries, and answer in JSON, YAML and CSV', async () => {
    await start();
    await found('5.6.7.8', '2600:1:2:3::/64', '5.6.9.1');
    await decide({ kind: 'block', network: '5.6.7.0/24', reason: '=cmd' });
    await decide({ kind: 'unblock', network: '5.6.9.1' });
    const explain = async (address: string): Promise<object> =>
      (await get(`/api/security/blocklist/addresses/${address}`)).json() as object;
    expect(await explain('5.6.7.8')).toMatchObject({
      listed: true,
      entries: [{ network: '5.6.7.0/24', author: 'key:trial' }, { network: '5.6.7.8' }],
      decisions: [{ kind: 'block' }],
    });
    expect(await explain('5.6.9.1')).toMatchObject({ listed: false, decisions: [{ kind: 'unblock' }] });
    expect(await explain('2600:1:2:3::99')).toMatchObject({ listed: true, address: '2600:1:2:3::99' });
    expect(await explain('127.0.0.1')).toMatchObject({ listed: false, neverListed: 'loopback (RFC 1122)' });
    expect((await get('/api/security/blocklist/addresses/nobody')).status).toBe(400);
    const entries = async (query: string): Promise<string[]> =>
      ((await get(`/api/security/blocklist?${query}`)).json() as { entries: { network: string }[] }).entries.map(
        ({ network }) => network,
      );
    expect(await entries('network=5.6.7.8')).toEqual(['5.6.7.0/24', '5.6.7.8']);
    expect(await entries('origin=manual')).toEqual(['5.6.7.0/24']);
    expect(await entries('offset=1&limit=1')).toEqual(['5.6.7.8']);
    expect((await get('/api/security/blocklist?network=x')).status).toBe(400);
    expect((await get('/api/security/blocklist', { accept: 'application/yaml' })).text).toContain('total: 3');
    expect((await get('/api/security/blocklist?format=csv')).text).toContain("5.6.7.0/24,manual,'=cmd,,2026-11-22");
  });

  it('should forget a source that is erased, and manual blocks of exactly it', async () => {
    await start();
    await found('5.6.7.8', '2600:1:2:3::/64');
    await decide({ kind: 'block', network: '5.6.7.8' });
    await decide({ kind: 'block', network: '2600:1:2:3::9' });
    await decide({ kind: 'block', network: '5.6.7.0/30' });
    for (const source of ['5.6.7.8', '2600:1:2:3::9'])
      expect((await app.post('/api/security/erasures', { source }, credential)).status).toBe(200);
    expect(await networks()).toEqual(['5.6.7.0/30']);
    expect((await get('/api/security/blocklist')).text).not.toMatch(/5\.6\.7\.8|2600/);
  });

  it('should count entries and builds', async () => {
    await start();
    await found('5.6.7.8', '2600:1:2:3::/64', '10.0.0.1');
    const text = await app.metrics();
    expect(valueOf(text, 'kiosque_blocklist_entries{family="ipv6",origin="detector"}')).toBe(1);
    expect(valueOf(text, 'kiosque_blocklist_entries{family="ipv4",origin="manual"}')).toBe(0);
    expect(valueOf(text, 'kiosque_blocklist_version')).toBe(SECONDS);
    expect(valueOf(text, 'kiosque_blocklist_never_listed_sources')).toBe(1);
    expect(valueOf(text, 'kiosque_blocklist_last_build_timestamp_seconds')).toBe(NOW / 1000);
  });

  it('should not start if findings are kept for less time than sources are listed', async () => {
    await expect(start({ BLOCKLIST_DAYS: '30', SECURITY_LOG_KEEP_FINDINGS_DAYS: '7' })).rejects.toThrow(
      /BLOCKLIST_DAYS must be at most SECURITY_LOG_KEEP_FINDINGS_DAYS, 7/,
    );
  });
});
