import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import type { ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { dump } from 'js-yaml';
import { Nginx } from '../service/test/nginx.ts';
import { RedisServer } from '../service/test/redis.ts';
import { keyEntry, newKey } from '../service/access/api-keys.ts';
import { RedisTicketStore } from '../service/ticket-queue/stores/redis.ticket-store.ts';
import { PINNING, Server } from './process.ts';
import { wrk } from './wrk.ts';
import type { Load } from './wrk.ts';

/**
 * Measures issuing tickets through the built service and through a bare node:http handler that calls the same script, interleaved in
 * one run with 64 connections; the same script with redis-benchmark; pairs of issue and call; the memory of waiting tickets and of
 * idle event streams; and the effect of load on one queue on another behind nginx.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '4' } },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const directory = mkdtempSync(join(tmpdir(), 'kiosque-bench-'));
const post = join(directory, 'post.lua');
const key = newKey();
const keysFile = join(directory, 'keys.yaml');

/** Warms up the service: in its first seconds, Node compiles its code. */
const WARM_UP_SECONDS = 4;

let port = 4700;

async function service(
  queue: string,
  redis: RedisServer,
  pinning = PINNING.server,
): Promise<{ server: Server; url: string }> {
  const own = String(port++);
  const url = `http://127.0.0.1:${own}`;
  const server = await Server.start({
    name: queue,
    file: process.execPath,
    arguments: ['build/main.js'],
    environment: {
      FEATURES: 'ticket-queue',
      LOG_LEVEL: 'error',
      PORT: own,
      MANAGEMENT_PORT: String(port++),
      QUEUE_NAME: queue,
      QUEUE_STORE: 'redis',
      QUEUE_KEYS_FILE: keysFile,
      QUEUE_TICKETS_PER_MINUTE: '0',
      QUEUE_MAX_WAITING: '0',
      MAX_EVENT_STREAMS_PER_ADDRESS: '1000',
      MAX_CONNECTIONS_PER_ADDRESS: '2000',
      REDIS_PORT: String(redis.port),
      SHUTDOWN_DRAIN_SECONDS: '0',
    },
    readyUrl: `${url}/readyz`,
    pinning,
  });
  return { server, url };
}

async function bareHandler(redis: RedisServer): Promise<{ server: Server; url: string }> {
  const own = String(port++);
  const url = `http://127.0.0.1:${own}`;
  const environment = { PORT: own, REDIS_PORT: String(redis.port) };
  const command = { name: 'bare', file: process.execPath, arguments: ['bench/peers/ticket-http.js'], environment };
  return { server: await Server.start({ ...command, readyUrl: url }), url };
}

/** Measures tickets per second and latency of Kiosque and of the bare handler, and their ratios. */
async function issuing(name: string, ...options: string[]): Promise<void> {
  const loads = new Map<string, Load[]>();
  for (let round = 0; round < rounds; round++) {
    for (const peer of ['bare', 'kiosque']) {
      const redis = await RedisServer.start(...options);
      const { server, url } = peer === 'bare' ? await bareHandler(redis) : await service('rubis', redis);
      const address = peer === 'bare' ? url : `${url}/api/queues/rubis/tickets`;
      await wrk(address, WARM_UP_SECONDS, { script: post });
      loads.set(peer, [...(loads.get(peer) ?? []), await wrk(address, seconds, { script: post })]);
      await server.stop();
      await redis.stop();
    }
  }
  const of = (peer: string, read: (load: Load) => number): number => median((loads.get(peer) ?? []).map(read));
  const row = (peer: string): object => ({
    'issues/s': of(peer, ({ requestsPerSecond }) => requestsPerSecond).toFixed(0),
    'p50 ms': of(peer, ({ p50 }) => p50).toFixed(1),
    'p99 ms': of(peer, ({ p99 }) => p99).toFixed(1),
    'rate / bare': (of(peer, (load) => load.requestsPerSecond) / of('bare', (load) => load.requestsPerSecond)).toFixed(
      2,
    ),
    'p99 / bare': (of(peer, ({ p99 }) => p99) / of('bare', ({ p99 }) => p99)).toFixed(2),
  });
  console.log(`Issuing, ${name}`);
  console.table({ 'bare node:http': row('bare'), kiosque: row('kiosque') });
}

/** Measures the script with redis-benchmark, as an upper bound. */
async function scriptAlone(): Promise<void> {
  const redis = await RedisServer.start('--appendonly', 'no');
  const connection = redis.connect();
  const read = (name: string): string => readFileSync(`build/scripts/${name}.lua`, 'utf8');
  const source = `local KEPT, SHOWN, SKIPPED = 1000, 50, 100\n${read('common')}\n${read('issue')}`;
  const sha = String(await connection.script('LOAD', source));
  const keys = ['tickets', 'waiting', 'called', 'requests', 'sequence', 'events'].map((name) => `{b}:${name}`);
  const arguments_ = [
    '0',
    'rubis.__rand_int__',
    '2026-11-21',
    '2026-11-21',
    '0',
    'R',
    '',
    '0',
    '0',
    '',
    String(Date.now()),
  ];
  const command = ['EVALSHA', sha, String(keys.length), ...keys, ...arguments_];
  const flags = ['-p', String(redis.port), '-c', '64', '-n', '100000', '-r', '1000000000', '-q', '--csv'];
  const { stdout } = await promisify(execFile)('redis-benchmark', [...flags, ...command]);
  const rate = Number(/^".*?","([\d.]+)"/m.exec(stdout.split('\n').at(-2) ?? '')?.[1]);
  connection.disconnect();
  await redis.stop();
  console.log(`redis-benchmark with the issue script, 64 connections: ${rate.toFixed(0)} per second`);
}

/** Measures alternating issues and calls. */
async function pairs(): Promise<void> {
  const redis = await RedisServer.start('--appendonly', 'no');
  const { server, url } = await service('rubis', redis);
  const script = join(directory, 'pairs.lua');
  writeFileSync(
    script,
    `local turn = 0
     local headers = { ["Content-Type"] = "application/json", ["Authorization"] = "Bearer ${key}" }
     request = function()
       turn = turn + 1
       if turn % 2 == 1 then return wrk.format("POST", "/api/queues/rubis/tickets", headers, "{}") end
       return wrk.format("POST", "/api/queues/rubis/calls", headers, '{"counter":"1"}')
     end`,
  );
  const { requestsPerSecond } = await wrk(url, seconds, { script });
  console.log(`Pairs of issue and call, 64 connections: ${(requestsPerSecond / 2).toFixed(0)} per second`);
  await server.stop();
  await redis.stop();
}

/** Measures the memory of Redis and of the service for 100 000 waiting tickets and 1 000 event streams. */
async function memory(): Promise<void> {
  const redis = await RedisServer.start('--appendonly', 'no');
  const connection = redis.connect();
  const used = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await connection.info('memory'))?.[1]) / 1e6;
  const before = await used();
  const { server, url } = await service('rubis', redis);
  const idle = server.residentMb();
  const store = new RedisTicketStore(connection, 'rubis');
  for (let batch = 0; batch < 100; batch++) {
    const now = Date.now();
    await Promise.all(
      Array.from({ length: 1000 }, (_, index) => {
        const token = `rubis.${String(batch)}-${String(index)}-0123456789abcdef`;
        const series = '2026-11-21';
        const fixed = { above: 0, prefix: 'R', priority: '', headStartSeconds: 0, maxWaiting: 0 };
        return store.issue({ ...fixed, token, day: series, series, now });
      }),
    );
  }
  await sleep(3000);
  const [redisMb, serviceMb] = [(await used()) - before, server.residentMb() - idle];
  console.log(
    `100 000 waiting tickets: ${redisMb.toFixed(0)} MB in Redis, ${serviceMb.toFixed(0)} MB more in the service`,
  );

  const quiet = server.residentMb();
  const streams: ClientRequest[] = [];
  for (let index = 0; index < 1000; index++) streams.push(await follow(`${url}/api/queues/rubis/events`));
  await sleep(3000);
  console.log(`1 000 idle event streams: ${(server.residentMb() - quiet).toFixed(0)} MB more in the service`);
  for (const stream of streams) stream.destroy();
  await store.close();
  await server.stop();
  await redis.stop();
}

function follow(address: string): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const request = get(address, { agent: false }, (response) => {
      response.on('error', () => undefined).resume();
      resolve(request);
    });
    request.on('error', reject);
  });
}

/**
 * Measures the latency of a queue behind nginx while another queue is idle, and while it is under load. As in a cluster, each queue has
 * its own CPU.
 */
async function neighbours(): Promise<void> {
  const redis = await RedisServer.start('--appendonly', 'no');
  const [rubis, saphir] = [await service('rubis', redis), await service('saphir', redis, PINNING.load)];
  const nginx = await Nginx.start({ '/rubis': rubis.url, '/saphir': saphir.url });
  const ask = (): Promise<Load> => wrk(`${nginx.url}/saphir/list_tickets`, seconds, { connections: 1 });
  const samples = { alone: [] as Load[], crowded: [] as Load[], crowd: [] as Load[] };
  await ask();
  for (let round = 0; round < rounds; round++) {
    samples.alone.push(await ask());
    const crowd = { connections: 8, pinning: PINNING.server };
    const load = wrk(`${nginx.url}/rubis/list_tickets`, seconds + 1, crowd);
    await sleep(500);
    samples.crowded.push(await ask());
    samples.crowd.push(await load);
  }
  const [alone, crowded] = [samples.alone, samples.crowded].map((loads) => median(loads.map(({ p50 }) => p50)));
  const rate = median(samples.crowd.map(({ requestsPerSecond }) => requestsPerSecond));
  const ratio = ((crowded ?? 0) / (alone ?? 1)).toFixed(1);
  console.log(
    `A queue behind nginx: ${ratio} times its median latency (${alone?.toFixed(2) ?? '?'} ms) while another answers ${rate.toFixed(0)} requests per second`,
  );
  await nginx.stop();
  for (const { server } of [rubis, saphir]) await server.stop();
  await redis.stop();
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

try {
  writeFileSync(post, 'wrk.method = "POST"\n');
  writeFileSync(keysFile, dump({ keys: [keyEntry('bench', key, ['desk'])] }));
  await issuing('Redis without persistence: overhead of the service', '--appendonly', 'no');
  await issuing('Redis with appendfsync always, as deployed', '--appendfsync', 'always');
  await scriptAlone();
  await pairs();
  await memory();
  await neighbours();
} finally {
  rmSync(directory, { recursive: true });
}
