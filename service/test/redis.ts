import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cluster, Redis } from 'ioredis';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** More than a loaded machine needs for a command; nothing waits for a server that is gone. */
const COMMAND_TIMEOUT_MS = 20_000;

/** A redis-server process on a free port, with an append-only file so that it can be killed and restarted. */
export class RedisServer {
  readonly port: number;
  readonly #directory: string;
  readonly #options: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, directory: string, options: readonly string[]) {
    this.port = port;
    this.#directory = directory;
    this.#options = options;
  }

  static async start(...options: string[]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), 'kiosque-redis-')), options);
    await server.resume();
    return server;
  }

  /** Restarts the process on the same port and data. */
  async resume(): Promise<void> {
    const own = [
      '--port',
      String(this.port),
      '--bind',
      '127.0.0.1',
      '--dir',
      this.#directory,
      '--save',
      '',
      '--appendonly',
      'yes',
    ];
    this.#child = spawn('redis-server', [...own, ...this.#options], { stdio: 'ignore' });
    await eventually(async () => {
      const { stdout } = await promisify(execFile)('redis-cli', ['-p', String(this.port), 'ping']);
      if (stdout !== 'PONG\n') throw new Error(`redis-server is not ready: ${stdout}`);
    });
  }

  /** Returns a connection whose commands fail at once while the server is away. */
  connect(): Redis {
    const redis = new Redis(this.port, '127.0.0.1', {
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      connectTimeout: 1000,
    });
    // Without a listener, ioredis prints every connection error.
    redis.on('error', () => undefined);
    return redis;
  }

  /** Suspends the process with its connections open. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }

  /** Kills the process without saving. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    const ended = child && once(child, 'exit');
    child?.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true });
  }
}

/** A cluster of three redis-server masters. */
export class RedisCluster {
  readonly #servers: readonly RedisServer[];

  private constructor(servers: readonly RedisServer[]) {
    this.#servers = servers;
  }

  static async start(): Promise<RedisCluster> {
    const enabled = ['--cluster-enabled', 'yes'];
    const servers = [
      await RedisServer.start(...enabled),
      await RedisServer.start(...enabled),
      await RedisServer.start(...enabled),
    ];
    const nodes = servers.map(({ port }) => `127.0.0.1:${String(port)}`);
    await promisify(execFile)('redis-cli', ['--cluster', 'create', ...nodes, '--cluster-yes']);
    const cluster = new RedisCluster(servers);
    await eventually(async () => {
      for (const server of servers) {
        const redis = server.connect();
        const info = await redis.cluster('INFO');
        redis.disconnect();
        if (!info.includes('cluster_state:ok')) throw new Error('the cluster is not up yet');
      }
    }, 30_000);
    return cluster;
  }

  /** Port of one of the nodes. */
  get port(): number {
    return this.#servers[0]?.port ?? 0;
  }

  /** Ports of all nodes. */
  get ports(): readonly number[] {
    return this.#servers.map(({ port }) => port);
  }

  /** Kills one node without saving. */
  async killNode(index: number): Promise<void> {
    await this.#servers[index]?.kill();
  }

  /** Kills all nodes without saving. */
  async kill(): Promise<void> {
    for (const server of this.#servers) await server.kill();
  }

  /** Restarts them on the same ports and data. */
  async resume(): Promise<void> {
    for (const server of this.#servers) await server.resume();
  }

  connect(): Cluster {
    const nodes = this.#servers.map(({ port }) => ({ host: '127.0.0.1', port }));
    return new Cluster(nodes, { redisOptions: { maxRetriesPerRequest: 0, commandTimeout: COMMAND_TIMEOUT_MS } });
  }

  /** A connection to each node. */
  connectNodes(): Redis[] {
    return this.#servers.map((server) => server.connect());
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) await server.stop();
  }
}
