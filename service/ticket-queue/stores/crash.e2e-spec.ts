import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisServer } from '../../test/redis.ts';
import { RedisTicketStore } from './redis.ticket-store.ts';

const QUEUE = 'rubis';
const EACH = 5000;

interface Line {
  readonly turn: number;
  readonly sequence: number;
  readonly token: string;
  readonly order: number;
}

/** A worker that goes on, when it is killed, after the last thing it was told. */
class Worker {
  readonly lines: Line[] = [];
  readonly done: Promise<void>;
  kills = 0;
  #child: ChildProcess | undefined;

  constructor(port: number, role: 'issue' | 'call', name: string) {
    this.done = this.#work(port, role, name);
  }

  kill(): void {
    this.kills++;
    this.#child?.kill('SIGKILL');
  }

  async #work(port: number, role: string, name: string): Promise<void> {
    while (this.lines.length < EACH) {
      const args = [String(port), QUEUE, role, name, String(this.lines.length + 1), String(EACH)];
      const child = spawn(process.execPath, ['service/test/crash-worker.ts', ...args], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#child = child;
      const ended = once(child, 'close') as Promise<[number | null, string | null]>;
      let complaint = '';
      child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
      createInterface({ input: child.stdout }).on('line', (line) => {
        // The last line of a killed process may be half of one.
        if (line.endsWith('}')) this.lines.push(JSON.parse(line) as Line);
      });
      const [code, signal] = await ended;
      if (code !== 0 && signal !== 'SIGKILL') throw new Error(`a worker ended with ${String(code)}: ${complaint}`);
    }
  }
}

describe('20 000 issues and calls while redis-server and those who ask are killed', () => {
  let server: RedisServer;
  beforeAll(async () => {
    // Acknowledged means written.
    server = await RedisServer.start('--appendfsync', 'always');
  });
  afterAll(() => server.stop());

  it('should repeat no number, lose no ticket, keep the order, and deliver each call once', async () => {
    const issuers = [new Worker(server.port, 'issue', 'a'), new Worker(server.port, 'issue', 'b')];
    const callers = [new Worker(server.port, 'call', 'c'), new Worker(server.port, 'call', 'd')];
    const workers = [...issuers, ...callers];
    const all = Promise.all(workers.map(({ done }) => done));
    const state = { working: true };
    void all.finally(() => (state.working = false)).catch(() => undefined);
    let kills = 0;
    for (let turn = 0; state.working; turn++) {
      await Promise.race([sleep(300 + Math.random() * 600), all]);
      if (turn % 2 === 0) {
        workers[Math.floor(Math.random() * workers.length)]?.kill();
      } else {
        await server.kill();
        await server.resume();
        kills++;
      }
    }
    await all;

    const issued = issuers.flatMap(({ lines }) => lines);
    const called = callers.flatMap(({ lines }) => lines);
    expect(issued).toHaveLength(2 * EACH);
    expect(new Set(issued.map(({ sequence }) => sequence)).size).toBe(issued.length);
    expect(new Set(issued.map(({ token }) => token)).size).toBe(issued.length);
    expect(called.map(({ token }) => token).sort()).toEqual(issued.map(({ token }) => token).sort());
    for (const { lines } of workers) {
      const orders = lines.map(({ order }) => order);
      expect(orders).toEqual([...orders].sort((a, b) => a - b));
      expect(lines.map(({ turn }) => turn)).toEqual(lines.map((_line, index) => index + 1));
    }
    const store = new RedisTicketStore(server.connect(), QUEUE);
    for (const { token } of issued) expect((await store.find(token))?.ticket.state).toBe('called');
    await store.close();
    console.info(
      `redis-server killed ${String(kills)} times, workers ${String(workers.reduce((sum, worker) => sum + worker.kills, 0))} times`,
    );
    expect(kills).toBeGreaterThan(0);
  }, 300_000);
});
