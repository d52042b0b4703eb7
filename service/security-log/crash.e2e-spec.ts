import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { pino } from 'pino';
import { keyEntry, newKey } from '../access/api-keys.ts';
import { readConfiguration } from '../configuration.ts';
import { eventually } from '../test/eventually.ts';
import { freePort } from '../test/free-port.ts';
import { RedisServer } from '../test/redis.ts';
import { ServiceProcess } from '../test/service-process.ts';
import type { Finding } from './findings/finding.ts';
import { createStores } from './stores/create-stores.ts';

/** Lines of each test. `CRASH_LINES=200000` is what a release is tried with. */
const LINES = Number(process.env['CRASH_LINES'] ?? 6000);
const SEED = Number(process.env['CRASH_SEED'] ?? 1);
const FILES = 3;
const CHUNKS = 30;
/** The same in every run, so that findings can be compared. */
const BEGIN = Math.floor(Date.now() / 1000) * 1000 - 3_600_000;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Lines of one origin: sign-ins, probes and ordinary requests, of addresses and users that no other origin has. */
function linesOf(origin: number, count: number): string[] {
  const random = randomNumbers(1000 + origin);
  return Array.from({ length: count }, (_, number) => {
    const time = new Date(BEGIN + Math.floor((number * 3_000_000) / count)).toISOString().replace(/\.\d+Z$/, 'Z');
    const address = `2001:db8:${origin}:${Math.floor(random() * 40).toString(16)}::1`;
    const user = `user-${origin}-${Math.floor(random() * 10)}`;
    const kind = random();
    if (kind < 0.3) return `${time} web sshd[${number}]: Failed password for ${user} from ${address} port 4711 ssh2`;
    if (kind < 0.31) return `${time} web sshd[${number}]: Accepted password for ${user} from ${address} port 4711 ssh2`;
    const [date, clock = ''] = time.split('T');
    const month = new Date(time).toLocaleString('en', { month: 'short', timeZone: 'UTC' });
    const [year, , day] = date?.split('-') ?? [];
    const at = `${day}/${month}/${year}:${clock.slice(0, 8)} +0000`;
    const target =
      kind < 0.4 ? `/.env?n=${number}` : kind < 0.45 ? `/a?id=1%27%20OR%201=1--${number}` : `/page/${number}`;
    return `${address} - - [${at}] "GET ${target} HTTP/1.1" ${kind < 0.45 ? 404 : 200} 512 "-" "Mozilla/5.0"`;
  });
}

describe('Log lines while processes are killed', () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-logs-crash-'));
  const logs = join(directory, 'logs');
  const key = newKey();
  const keys = join(directory, 'keys.yaml');
  const share = Math.floor(LINES / (FILES + 1));
  const all = Array.from({ length: FILES + 1 }, (_, origin) => linesOf(origin, share));
  let undisturbed: readonly Finding[];
  writeFileSync(keys, dump({ keys: [keyEntry('crash', key, ['logs'])] }));
  afterAll(() => rmSync(directory, { recursive: true }));

  const environmentOf = (own: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
    FEATURES: 'security-log',
    QUEUE_KEYS_FILE: keys,
    SECURITY_LOG_DIRECTORY: mkdtempSync(join(directory, 'data-')),
    SECURITY_LOG_QUEUE_MEGABYTES: '8',
    SHUTDOWN_DRAIN_SECONDS: '0',
    ...own,
  });

  /** A process that is started again whenever it was killed. */
  class Survivor {
    kills = 0;
    #service: ServiceProcess | undefined;
    readonly #environment: NodeJS.ProcessEnv;
    constructor(environment: NodeJS.ProcessEnv) {
      this.#environment = environment;
    }
    async start(): Promise<this> {
      ({ service: this.#service } = await ServiceProcess.start(this.#environment));
      return this;
    }
    async kill(): Promise<void> {
      await this.#service?.end('SIGKILL');
    }
    async replace(): Promise<void> {
      await this.kill();
      this.kills++;
      await this.start();
    }
  }

  /** Writes the files, which are rotated all the time. */
  async function write(pause: number): Promise<void> {
    for (let chunk = 0; chunk < CHUNKS; chunk++) {
      for (let file = 0; file < FILES; file++) {
        const path = join(logs, `${file}.log`);
        if (chunk % 7 === 6) renameSync(path, `${path}.${String(9 - Math.floor(chunk / 7))}`);
        const [from, to] = [chunk, chunk + 1].map((at) => Math.floor((at * share) / CHUNKS));
        appendFileSync(
          path,
          all[file]
            ?.slice(from, to)
            .map((line) => `${line}\n`)
            .join('') ?? '',
        );
      }
      await sleep(pause);
    }
  }

  /** Sends lines over HTTP, and again with the same key until they are accepted. */
  async function send(url: string, pause: number): Promise<number> {
    let repeated = 0;
    const size = Math.max(50, Math.floor(share / 50));
    for (let from = 0; from < share; from += size) {
      const headers = {
        authorization: `Bearer ${key}`,
        'content-type': 'text/plain',
        'idempotency-key': randomUUID(),
      };
      const body = all[FILES]?.slice(from, from + size).join('\n') ?? '';
      for (;;) {
        const sent = { method: 'POST', headers, body, signal: AbortSignal.timeout(3000) };
        const status = await fetch(`${url}/api/logs`, sent).then(
          (answer) => answer.status,
          () => 0,
        );
        if (status === 202) break;
        expect([0, 503, 409]).toContain(status);
        repeated++;
        await sleep(50);
      }
      await sleep(pause);
    }
    return repeated;
  }

  /** Findings when every line was analysed, and nothing else. */
  async function findingsOf(environment: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
    const stores = await createStores(readConfiguration(environment), pino({ level: 'silent' }));
    const expected = Array.from({ length: FILES + 1 }, () => share).sort();
    await eventually(async () => {
      const { lines, deadLetters } = await stores.queue.lag();
      const origins = [...(await stores.findings.origins()).values()];
      expect({ read: origins.map(({ read }) => read).sort(), lines, deadLetters }).toEqual({
        read: expected,
        lines: 0,
        deadLetters: 0,
      });
      expect(origins.map(({ unreadable }) => unreadable)).toEqual(expected.map(() => 0));
    }, 30_000 + LINES);
    const found: Finding[] = [];
    for await (const one of stores.findings.each({ from: 0, to: Infinity })) found.push(one);
    await stores.queue.close();
    return found.sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  function clear(): void {
    rmSync(logs, { recursive: true, force: true });
    mkdirSync(logs);
  }

  /** Writes and sends everything while one thing after another happens. */
  async function disturbed(url: string, disasters: readonly (() => Promise<void>)[]): Promise<number> {
    const random = randomNumbers(SEED);
    const state = { working: true };
    const work = Promise.all([send(url, LINES / 80), write(LINES / 50)]).finally(() => (state.working = false));
    for (let turn = 0; state.working || turn < 2 * disasters.length; turn++) {
      await sleep(200 + random() * 700);
      await disasters[turn % disasters.length]?.();
    }
    return (await work)[0];
  }

  beforeAll(async () => {
    clear();
    const port = await freePort();
    const environment = environmentOf({ PORT: String(port), SECURITY_LOG_FILES: logs });
    const service = await new Survivor(environment).start();
    await Promise.all([send(`http://127.0.0.1:${port}`, 0), write(0)]);
    undisturbed = await findingsOf(environment);
    await service.kill();
    expect(undisturbed.length).toBeGreaterThan(50);
    expect(new Set(undisturbed.map(({ kind }) => kind)).size).toBeGreaterThan(2);
  }, 600_000);

  it('should be lost nowhere and give the same findings, with collector, analysers and Redis killed', async () => {
    clear();
    const redis = await RedisServer.start('--appendfsync', 'always');
    const port = await freePort();
    const own = environmentOf({ SECURITY_LOG_STORE: 'redis', REDIS_PORT: String(redis.port) });
    const collecting = { ...own, SECURITY_LOG_ROLES: 'collect', PORT: String(port), SECURITY_LOG_FILES: logs };
    const collector = await new Survivor(collecting).start();
    const analysing = { ...own, SECURITY_LOG_ROLES: 'analyse' };
    const analysers = [await new Survivor(analysing).start(), await new Survivor(analysing).start()];
    let redisKills = 0;
    const repeated = await disturbed(`http://127.0.0.1:${port}`, [
      () => collector.replace(),
      ...analysers.map((analyser) => () => analyser.replace()),
      async () => {
        await redis.kill();
        await redis.resume();
        redisKills++;
      },
    ]);
    expect(await findingsOf(own)).toEqual(undisturbed);
    const kills = [collector, ...analysers].map((each) => each.kills);
    console.info(
      `Redis: ${LINES} lines, ${undisturbed.length} findings; killed: redis-server ${redisKills} times, the collector ${kills[0]}, ` +
        `the analysers ${kills.slice(1).join(' and ')} times; ${repeated} requests repeated; seed ${SEED}`,
    );
    expect(Math.min(redisKills, repeated, ...kills)).toBeGreaterThan(0);
    await Promise.all([collector, ...analysers].map((each) => each.kill()));
    await redis.stop();
  }, 900_000);

  it('should do the same on SQLite, with collector and analyser killed', async () => {
    clear();
    const port = await freePort();
    const own = environmentOf({});
    const collecting = { ...own, SECURITY_LOG_ROLES: 'collect', PORT: String(port), SECURITY_LOG_FILES: logs };
    const collector = await new Survivor(collecting).start();
    const analyser = await new Survivor({ ...own, SECURITY_LOG_ROLES: 'analyse' }).start();
    const disasters = [collector, analyser].map((each) => () => each.replace());
    const repeated = await disturbed(`http://127.0.0.1:${port}`, disasters);
    expect(await findingsOf(own)).toEqual(undisturbed);
    console.info(
      `SQLite: ${LINES} lines; killed: the collector ${collector.kills}, the analyser ${analyser.kills} times; ` +
        `${repeated} requests repeated; seed ${SEED}`,
    );
    await Promise.all([collector, analyser].map((each) => each.kill()));
  }, 900_000);
});
