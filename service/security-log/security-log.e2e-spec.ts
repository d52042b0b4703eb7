import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditLog } from '../access/audit-log.ts';
import { TrialKey } from '../access/trial-key.ts';
import { TestApp, send } from '../test/create-test-app.ts';
import type { Answer } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { valueOf } from '../test/exposition.ts';
import { RedisServer } from '../test/redis.ts';
import type { FindingStore } from './findings/finding-store.ts';
import type { Finding } from './findings/finding.ts';
import type { LineQueue } from './line-queue/line-queue.ts';
import { FINDING_STORE, LINE_QUEUE } from './security-log.tokens.ts';
import { SecurityLogState } from './security-log.state.ts';

const trial = new TrialKey();
const credential = { authorization: `Bearer ${trial.key}` };
const text = { ...credential, 'content-type': 'text/plain' };
const ndjson = { ...credential, 'content-type': 'application/x-ndjson' };

const time = (second: number): string =>
  new Date(Date.now() - 60_000 + second * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
const failure = (address: string, second: number): string =>
  `${time(second)} web sshd[${String(100 + second)}]: Failed password for root from ${address} port ${String(40_000 + second)} ssh2`;
const failures = (address: string, count: number): string =>
  Array.from({ length: count }, (_, second) => `${failure(address, second)}\n`).join('');

describe('The security log', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-security-log-'));
  let app: TestApp;
  const started: TestApp[] = [];
  afterEach(async () => {
    for (const one of started.splice(0)) await one.close();
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  async function start(environment: NodeJS.ProcessEnv = {}): Promise<TestApp> {
    const own = mkdtempSync(join(directory, 'data-'));
    app = await TestApp.start({
      environment: { FEATURES: 'security-log', SECURITY_LOG_DIRECTORY: own, ...environment },
      access: trial,
    });
    started.push(app);
    return app;
  }
  const post = (body: string, headers: Record<string, string> = text, query = ''): Promise<Answer> =>
    send(app.url, `/api/logs${query}`, headers, 'POST', body);
  const findings = (): Promise<readonly Finding[]> =>
    app.app
      .get<FindingStore>(FINDING_STORE, { strict: false })
      .list({ from: -Infinity, to: Infinity }, { offset: 0, limit: 100 })
      .then((page) => page.findings);
  const queue = (): LineQueue => app.app.get<LineQueue>(LINE_QUEUE, { strict: false });
  const metric = async (name: string): Promise<number | undefined> =>
    valueOf(await app.metrics(), `kiosque_security_log_${name}`);

  it('should turn lines that were sent into findings, metrics and an audit entry', async () => {
    await start();
    const answer = await post(failures('192.0.2.7', 30), text, '?source=auth');
    expect([answer.status, answer.json()]).toEqual([202, { lines: 30 }]);
    expect(answer.headers['cache-control']).toBe('no-store');
    const [found] = await eventually(async () => {
      const all = await findings();
      expect(all.find(({ kind }) => kind === 'brute-force')?.count).toBe(30);
      return all.filter(({ kind }) => kind === 'brute-force');
    });
    expect(found).toMatchObject({ source: '192.0.2.7', level: 'attempt', users: ['root'] });
    expect(found?.evidence[0]?.origin).toBe('http:trial/auth');
    await post('who knows\n', text, '?source=auth');
    await eventually(async () => {
      await app.app.get(SecurityLogState, { strict: false }).read();
      expect(await metric('analysed_lines_total{format="sshd",outcome="unreadable"}')).toBe(1);
      expect(await metric('waiting_lines')).toBe(0);
    });
    expect(await metric('lines_total{source="http",outcome="accepted"}')).toBe(31);
    expect(await metric('analysed_lines_total{format="sshd",outcome="read"}')).toBe(30);
    expect(await metric('findings{kind="brute-force",level="attempt"}')).toBe(1);
    expect(await metric('last_line_timestamp_seconds{origin="http:trial/auth"}')).toBeCloseTo(Date.now() / 1000, -3);
    await app.app.get(AuditLog).flush();
    const { entries } = (await app.get('/api/audit', credential)).json() as { entries: object[] };
    expect(entries).toMatchObject([{ event: 'logs-append', facts: { origin: 'http:trial/auth' } }]);
  });

  it('should accept JSON lines, and describe what is wrong with others', async () => {
    await start({ SECURITY_LOG_ROLES: 'collect' });
    const lines = ['"a string"', '{"message": "an object"}'];
    expect((await post(`${lines.join('\r\n')}\n`, ndjson)).json()).toEqual({ lines: 2 });
    const [batch] = await queue().read(10, AbortSignal.timeout(5000));
    expect(batch?.lines).toEqual(['a string', '{"message": "an object"}']);
    for (const [body, headers, query, status, detail] of [
      ['3\n', ndjson, '', 400, /line 1 of the body must be a JSON string or object/],
      ['{"a":\n', ndjson, '', 400, /line 1 of the body/],
      ['', text, '', 400, /must have 1 to 20000 log lines, not 0/],
      ['a\n'.repeat(20_001), text, '', 400, /not 20001/],
      ['a', text, '?format=none', 400, /"format" must be one of .*combined/],
      ['a', text, '?source=a%20b', 400, /"source" must be 1 to 64 letters/],
      ['a', { ...text, 'idempotency-key': 'short' }, '', 400, /Idempotency-Key must have 16/],
      ['{}', { ...text, 'content-type': 'application/json' }, '', 415, /use text\/plain, or application\/x-ndjson/],
      [
        gzipSync('a').toString('latin1'),
        { ...text, 'content-encoding': 'gzip' },
        '',
        415,
        /send the lines uncompressed/,
      ],
      ['a'.repeat(1_048_577), text, '', 413, /./],
    ] as const) {
      const answer = await post(body, headers, query);
      expect([answer.status, answer.json().detail]).toEqual([status, expect.stringMatching(detail)]);
    }
    expect((await post('a'.repeat(1_048_576))).status).toBe(202);
    expect((await post('a', { 'content-type': 'text/plain' })).status).toBe(401);
  });

  it('should keep other bodies small', async () => {
    await start({ FEATURES: 'ticket-queue,security-log', QUEUE_NAME: 'rubis' });
    const headers = { ...credential, 'content-type': 'application/json' };
    const body = JSON.stringify({ counter: 'x'.repeat(20_000) });
    expect((await send(app.url, '/api/queues/rubis/calls', headers, 'POST', body)).status).toBe(413);
  });

  it('should store lines once that are sent again with the same key', async () => {
    await start({ SECURITY_LOG_ROLES: 'collect' });
    const headers = { ...text, 'idempotency-key': 'a key that is unique'.replaceAll(' ', '-') };
    for (let turn = 0; turn < 3; turn++) expect((await post('one\ntwo\n', headers)).json()).toEqual({ lines: 2 });
    expect((await queue().lag()).lines).toBe(2);
    expect((await post('three\n', { ...headers, 'idempotency-key': 'another-unique-key' })).status).toBe(202);
    expect((await queue().lag()).lines).toBe(3);
    expect(await metric('lines_total{source="http",outcome="accepted"}')).toBe(3);
  });

  it('should store other lines that are sent with the same key', async () => {
    await start({ SECURITY_LOG_ROLES: 'collect' });
    const headers = { ...text, 'idempotency-key': 'a-key-that-is-repeated' };
    for (const line of ['one\n', 'two\n', 'two\n']) expect((await post(line, headers)).status).toBe(202);
    expect((await queue().lag()).lines).toBe(2);
  });

  it('should limit the lines of a key, and refuse all when the queue is full', async () => {
    await start({
      SECURITY_LOG_ROLES: 'collect',
      SECURITY_LOG_LINES_PER_MINUTE: '100',
      SECURITY_LOG_QUEUE_MEGABYTES: '1',
    });
    const [large, second] = [`${'x'.repeat(600_000)}\n`.repeat(1), 'a\n'.repeat(100)];
    expect((await post(large)).status).toBe(202);
    const limited = await post(second);
    expect([limited.status, Number(limited.headers['retry-after'])]).toEqual([429, expect.any(Number)]);
    expect(Number(limited.headers['retry-after'])).toBeLessThanOrEqual(60);
    const lines = `${'y'.repeat(60_000)}\n`.repeat(17);
    const full = await post(lines);
    expect([full.status, full.headers['retry-after']]).toEqual([503, '2']);
    expect(full.json().detail).toContain('more than 1 MB (SECURITY_LOG_QUEUE_MEGABYTES) wait');
    expect(await metric('lines_total{source="http",outcome="refused"}')).toBe(17);
    expect(valueOf(await app.metrics(), 'kiosque_limits_reached_total{limit="log-lines-per-minute"}')).toBe(1);
    expect(valueOf(await app.metrics(), callsOf('append', 'error'))).toBe(0);
  });

  it('should follow files and directories, in the format that was fixed', async () => {
    const [logs, file] = [mkdtempSync(join(directory, 'logs-')), join(directory, 'auth')];
    appendFileSync(join(logs, 'wtmp'), Buffer.from([1, 0, 2, 10]));
    await start({ SECURITY_LOG_FILES: `${file}=sshd,${logs}`, SECURITY_LOG_COLLECTOR: 'edge-1' });
    appendFileSync(file, failures('192.0.2.8', 20));
    appendFileSync(join(logs, 'auth.log'), failures('192.0.2.9', 20));
    await eventually(async () => {
      const all = (await findings()).filter(({ kind }) => kind === 'brute-force');
      expect(all.map(({ source, count }) => [source, count]).sort()).toEqual([
        ['192.0.2.8', 20],
        ['192.0.2.9', 20],
      ]);
    });
    const origins = await app.app.get<FindingStore>(FINDING_STORE, { strict: false }).origins();
    expect([...origins.keys()].sort()).toEqual([`file:edge-1:${file}`, `file:edge-1:${logs}/auth.log`].sort());
  });

  it('should analyse what another process collects, bury what cannot be analysed, and report both', async () => {
    const data = mkdtempSync(join(directory, 'data-'));
    const environment = { SECURITY_LOG_DIRECTORY: data };
    await start({ ...environment, SECURITY_LOG_ROLES: 'collect' });
    await post(failures('192.0.2.10', 20));
    // As if an older version had collected lines of a format that was removed.
    const unknown = { origin: 'http:old', format: 'removed', lines: ['x'], collected: Date.now(), position: undefined };
    await queue().append(unknown);
    await post(failures('192.0.2.11', 20));
    const analyser = await start({ ...environment, SECURITY_LOG_ROLES: 'analyse' });
    await eventually(async () => {
      const sources = (await findings()).filter(({ kind }) => kind === 'brute-force').map(({ source }) => source);
      expect(sources.sort()).toEqual(['192.0.2.10', '192.0.2.11']);
    });
    expect(await queue().deadLetters(10)).toMatchObject([
      { origin: 'http:old', reason: expect.stringContaining('removed') },
    ]);
    expect((await send(analyser.url, '/api/logs', text, 'POST', 'a')).status).toBe(404);
    await analyser.app.get(SecurityLogState, { strict: false }).read();
    const checks = (await analyser.managed('/readyz')).json().details as Record<string, { message: string }>;
    expect(checks['security-log.queue']?.message).toBe('degraded: 1 dead letters, 0 lines waiting');
    expect(valueOf(await analyser.metrics(), 'kiosque_security_log_dead_letters')).toBe(1);
  });

  it.each([
    [{ SECURITY_LOG_ROLES: 'report' }, /SECURITY_LOG_ROLES must be collect, analyse/],
    [{ SECURITY_LOG_FILES: 'relative.log' }, /SECURITY_LOG_FILES must be up to 100/],
    [{ SECURITY_LOG_FILES: '/a=nothing' }, /unknown format "nothing": use .*combined/],
    [{ SECURITY_LOG_TRUSTED_PROXIES: '10.0.0.0/33' }, /SECURITY_LOG_TRUSTED_PROXIES must be comma-separated/],
    [{ SECURITY_LOG_DIRECTORY: '/dev/null/data' }, /SECURITY_LOG_DIRECTORY is not writable/],
  ])('should not start with %j', async (environment, message) => {
    await expect(start(environment)).rejects.toThrow(message);
  });

  describe('whose storage fails', () => {
    let server: RedisServer;
    beforeAll(async () => {
      server = await RedisServer.start();
    });
    afterAll(() => server.stop());

    it('should refuse lines with Redis away, be degraded, and go on when it returns', async () => {
      const redis = { SECURITY_LOG_STORE: 'redis', REDIS_PORT: String(server.port) };
      const file = join(directory, 'outage.log');
      await start({ ...redis, SECURITY_LOG_FILES: file });
      expect((await post(failures('192.0.2.13', 10))).status).toBe(202);
      await server.kill();
      const refused = await post(failures('192.0.2.13', 10));
      expect([refused.status, refused.headers['retry-after']]).toEqual([503, '2']);
      appendFileSync(file, failures('192.0.2.14', 20));
      const state = app.app.get(SecurityLogState, { strict: false });
      await eventually(async () => {
        await state.read();
        expect((await app.managed('/readyz')).text).toContain('degraded: The storage of log lines is not responding');
        expect(await metric('stale')).toBe(1);
      });
      await server.resume();
      await eventually(async () => {
        const all = (await findings()).filter(({ kind }) => kind === 'brute-force');
        expect(all.map(({ source, count }) => [source, count]).sort()).toEqual([
          ['192.0.2.13', 10],
          ['192.0.2.14', 20],
        ]);
      }, 20_000);
      await state.read();
      expect(await metric('stale')).toBe(0);
      await eventually(async () => expect((await app.managed('/readyz')).text).toContain('ok: 0 lines waiting'));
    }, 60_000);
  });

  it('should refuse lines while the SQLite file is locked', async () => {
    const data = mkdtempSync(join(directory, 'data-'));
    await start({ SECURITY_LOG_DIRECTORY: data, SECURITY_LOG_ROLES: 'collect' });
    expect((await post('a')).status).toBe(202);
    const other = new DatabaseSync(join(data, 'security-log.sqlite'));
    other.exec('BEGIN EXCLUSIVE');
    expect((await post('b')).status).toBe(503);
    other.exec('COMMIT');
    other.close();
    expect((await post('b')).status).toBe(202);
  });
});

function callsOf(operation: string, outcome: string): string {
  return `kiosque_dependency_duration_seconds_count{dependency="sqlite",operation="security-log.${operation}",outcome="${outcome}"}`;
}
