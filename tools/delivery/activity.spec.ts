import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { keyEntry, newKey } from '../../service/access/api-keys.ts';
import { eventually } from '../../service/test/eventually.ts';
import { freePort } from '../../service/test/free-port.ts';
import { PrometheusServer } from '../../service/test/prometheus.ts';
import { RedisServer } from '../../service/test/redis.ts';
import type { Ended } from '../../service/test/run-command.ts';
import { ServiceProcess } from '../../service/test/service-process.ts';
import { ScratchMain } from '../test/delivery/scratch-main.ts';

jest.setTimeout(120_000);

const OPEN = `{ days, from: '00:00', to: '23:59', timeZone: 'UTC' }, { days, from: '12:00', to: '11:59', timeZone: 'UTC' }`;
const DAYS = "const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;";

/** Asks the built service, with its queue on redis-server, and a Prometheus that scrapes it. */
describe('activity', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-activity-'));
  const keys = { read: newKey(), desk: newKey() };
  let redis: RedisServer;
  let prometheus: PrometheusServer;
  let service: ServiceProcess;
  let url: string;
  let scratch: ScratchMain;
  let clone: string;

  beforeAll(async () => {
    redis = await RedisServer.start();
    const file = join(directory, 'keys.yaml');
    const entries = [keyEntry('activity', keys.read, ['read']), keyEntry('desk', keys.desk, ['desk'])];
    writeFileSync(file, JSON.stringify({ keys: entries }));
    const management = await freePort();
    ({ service, url } = await ServiceProcess.start({
      ...{ QUEUE_NAME: 'rubis', QUEUE_STORE: 'redis', REDIS_PORT: String(redis.port), QUEUE_OPEN: 'none' },
      ...{ QUEUE_KEYS_FILE: file, MANAGEMENT_PORT: String(management) },
    }));
    const target = { targets: [`127.0.0.1:${String(management)}`], labels: { namespace: 'kiosque-production' } };
    prometheus = await PrometheusServer.start({
      global: { scrape_interval: '1s' },
      scrape_configs: [{ job_name: 'test', static_configs: [target] }],
    });
    const production = 'charts/environments/production.ts';
    scratch = await ScratchMain.create([
      [production, /windows: \[[^\]]*\][^\]]*\]/, `windows: [${OPEN}]`],
      [production, /maximumRequestsPerSecond: \d+/, 'maximumRequestsPerSecond: 5'],
      [production, '/** The public', `${DAYS}\n\n/** The public`],
    ]);
    clone = await scratch.clone('main');
    await eventually(async () => expect(await prometheus.query('up == 1')).toHaveLength(1));
  }, 120_000);
  afterAll(async () => {
    scratch.remove();
    await service.end('SIGKILL');
    await Promise.all([redis.stop(), prometheus.stop()]);
    rmSync(directory, { recursive: true });
  });
  beforeEach(() => {
    Object.assign(scratch.variables, { ACTIVITY_KEY: keys.read, PROMETHEUS_URL: prometheus.url });
  });

  const activity = (...args: string[]): Promise<Ended> =>
    scratch.script(clone, 'activity', 'production', '--url', url, ...args);
  const now = ['--patience-minutes', '0'];
  const desk = (path: string): Promise<Response> =>
    fetch(`${url}/api/queues/rubis/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys.desk}`, 'content-type': 'application/json' },
      body: path === 'calls' ? '{"counter":"1"}' : '{}',
    });
  const refused = (reason: RegExp): unknown => ({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(
        `^production should not be deployed to now: ${reason.source}\\nTo deploy nevertheless, use --override "<reason>"\\.\\n$`,
      ),
    ),
  });

  it('should permit a deployment while nobody waits and few requests arrive', async () => {
    expect(await activity(...now)).toEqual({ code: 0, stdout: 'production may be deployed to now\n', stderr: '' });
  });

  it('should say who waits, and wait until they have been called', async () => {
    for (let ticket = 0; ticket < 2; ticket += 1) expect((await desk('tickets')).status).toBe(201);
    expect(await activity(...now)).toEqual(refused(/people are waiting: rubis 2 \(at most 0 in all\)/));
    const waiting = activity('--patience-minutes', '1');
    for (let ticket = 0; ticket < 2; ticket += 1) expect((await desk('calls')).status).toBe(201);
    expect(await waiting).toMatchObject({ code: 0, stdout: 'production may be deployed to now\n' });
  });

  it('should say how many requests arrive, without those of probes', async () => {
    const request = async (path: string, times: number): Promise<void> => {
      for (let each = 0; each < times; each += 1) await (await fetch(`${url}${path}`)).arrayBuffer();
    };
    const counted = (route: string, times: number): Promise<void> =>
      eventually(async () => {
        const [sample] = await prometheus.query(`sum(kiosque_http_request_duration_seconds_count{route="${route}"})`);
        expect(Number(sample?.value[1])).toBeGreaterThanOrEqual(times);
      });
    // A rate is that of the requests after the first sample.
    await request('/healthz', 1);
    await counted('/healthz', 1);
    await request('/healthz', 1000);
    await counted('/healthz', 1001);
    expect(await activity(...now)).toMatchObject({ code: 0 });
    await request('/api', 1);
    await counted('/api', 1);
    await request('/api', 1000);
    await eventually(async () => {
      expect(await activity(...now)).toEqual(refused(/\d+\.\d requests per second arrive \(at most 5\)/));
    }, 20_000);
  });

  it('should refuse without a key, without Prometheus, and without metrics of the namespace', async () => {
    Object.assign(scratch.variables, { ACTIVITY_KEY: '' });
    expect(await activity(...now)).toEqual(
      refused(/\S+rubis replied with 401: set ACTIVITY_KEY to a key of the scope read/),
    );
    Object.assign(scratch.variables, { ACTIVITY_KEY: keys.read, PROMETHEUS_URL: '' });
    expect(await activity(...now)).toEqual(refused(/the requests cannot be counted: set PROMETHEUS_URL/));
    const other = await PrometheusServer.start({});
    Object.assign(scratch.variables, { PROMETHEUS_URL: other.url });
    expect(await activity(...now)).toEqual(
      refused(/Prometheus \(PROMETHEUS_URL\) has no metrics of kiosque-production/),
    );
    await other.stop();
    expect(await activity(...now)).toEqual(refused(/Prometheus \(PROMETHEUS_URL\) does not respond/));
  });

  it('should refuse while the storage or the service does not respond; a recorded override permits it', async () => {
    redis.freeze();
    await eventually(async () => {
      expect(await activity(...now)).toEqual(
        refused(/the storage of rubis does not respond: how many people wait is not known/),
      );
    }, 30_000);
    const nowhere = ['--url', 'http://127.0.0.1:9'];
    expect(await activity(...now, ...nowhere)).toEqual(
      refused(/http:\/\/127.0.0.1:9\/api\/queues\/rubis does not respond/),
    );

    const { code, stdout, stderr } = await activity('--override', 'repairs the storage', ...nowhere);
    redis.thaw();
    const commit = await scratch.git(scratch.main, 'rev-parse', 'main');
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `production may be deployed to nevertheless: recorded on main as ${commit}\n`,
      stderr: expect.stringContaining('does not respond'),
    });
    expect(
      await scratch.git(scratch.main, 'log', '-1', '--format=%(trailers:key=Override-reason,valueonly)', 'main'),
    ).toBe('repairs the storage');
    expect(await scratch.git(scratch.main, 'show', '--format=', 'main')).toBe('');
    expect(
      await scratch.run(
        clone,
        process.execPath,
        join(process.cwd(), 'tools/checks/check-commit-messages.ts'),
        'HEAD~1..HEAD',
      ),
    ).toMatchObject({ code: 0 });
  }, 120_000);

  it('should not apply an override that cannot be recorded', async () => {
    const other = await scratch.clone('other');
    await scratch.git(other, 'remote', 'set-url', '--push', 'origin', '/nowhere');
    const args = ['production', '--url', 'http://127.0.0.1:9', '--override', 'because'];
    expect(await scratch.script(other, 'activity', ...args)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('the override was not recorded, so it does not apply: main could not be pushed'),
    });
  });

  it('should permit deployments at any time to an environment without windows', async () => {
    expect(await scratch.script(clone, 'activity', 'qualification')).toMatchObject({
      code: 0,
      stdout: 'qualification may be deployed to at any time\n',
    });
  });

  it.each([
    [[], 'one environment is required'],
    [['mars'], '"mars" is not an environment'],
    [['production', '--patience-minutes', '-1'], "Option '--patience-minutes' argument is ambiguous"],
    [['production', '--patience-minutes', '1441'], '--patience-minutes is "1441"; it must be a number from 0 to 1440'],
    [['production', '--override', '  '], '--override is blank; it must be the reason, which is recorded'],
    [['production', '--url', 'https://user@kiosque.example.org'], '--url is "https://user@'],
  ])('should print its usage for %j', async (args, message) => {
    const { code, stderr } = await scratch.script(clone, 'activity', ...args);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(/\nusage: npm run activity -- <environment>/),
    });
    expect(stderr).toContain(message);
  });

  it('should only send a token over an encrypted connection', async () => {
    Object.assign(scratch.variables, { PROMETHEUS_URL: 'http://prometheus.example.org', PROMETHEUS_TOKEN: 'secret' });
    const { code, stderr } = await activity(...now);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('PROMETHEUS_URL must be an https URL'),
    });
    expect(stderr).not.toContain('secret\n');
  });
});
