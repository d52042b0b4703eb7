import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** One request of an attack. */
export interface Wanted {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Addresses of the attacker and of all other clients: the attacker's limits must not affect the others. */
export const ATTACKER = '127.0.0.1';
export const BYSTANDER = '127.0.0.2';
const LIMIT_MS = 60_000;

/** Number of responses by status; `failed` counts requests without a response. */
export type Statuses = Record<string, number>;

/** Sends one request, reads the whole response, and returns its status. */
export function get(port: number, wanted: Wanted, agent?: Agent, localAddress = ATTACKER): Promise<string> {
  const { path, headers = {} } = wanted;
  return new Promise((resolve) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      headers,
      localAddress,
      ...(agent === undefined ? { agent: false } : { agent }),
    };
    const sent = request({ ...options, timeout: LIMIT_MS }, (answer: IncomingMessage) => {
      answer.resume();
      answer.once('end', () => {
        resolve(String(answer.statusCode));
      });
      answer.once('error', () => {
        resolve('failed');
      });
    });
    sent.once('timeout', () => sent.destroy());
    sent.once('error', () => {
      resolve('failed');
    });
    sent.end();
  });
}

/** Sends `count` requests over keep-alive connections, `concurrency` at a time. */
export async function flood(
  port: number,
  count: number,
  concurrency: number,
  wantedAt: (index: number) => Wanted,
): Promise<Statuses> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency, localAddress: ATTACKER });
  const statuses: Statuses = {};
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) {
      const status = await get(port, wantedAt(next++), agent);
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  agent.destroy();
  return statuses;
}

/** Returns the 99th percentile of the latency of probes, in milliseconds; each uses a new connection from the bystander's address. */
export async function probe(port: number, count = 100): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    const status = await get(port, { path: '/healthz', headers: { connection: 'close' } }, undefined, BYSTANDER);
    times.push(status === '200' ? performance.now() - start : Infinity);
  }
  return times.toSorted((left, right) => left - right)[Math.floor(count * 0.99) - 1] ?? NaN;
}

/** Opens connections, writes to each, and keeps them open. */
export async function hold(
  port: number,
  count: number,
  bytes: string,
  localAddress = ATTACKER,
): Promise<readonly Held[]> {
  const held: Held[] = [];
  for (let opened = 0; opened < count; opened += 100) {
    const some = Array.from({ length: Math.min(100, count - opened) }, () => open(port, bytes, localAddress));
    held.push(...(await Promise.all(some)));
  }
  return held;
}

/** An open connection, and the status of its first response. */
export interface Held {
  readonly socket: Socket;
  readonly status: () => string;
}

function open(port: number, bytes: string, localAddress: string): Promise<Held> {
  return new Promise((resolve) => {
    let received = '';
    const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true });
    const held = { socket, status: () => /^HTTP\/1\.1 (\d+)/.exec(received)?.[1] ?? 'none' };
    const done = (): void => {
      resolve(held);
    };
    socket.on('data', (chunk: Buffer) => {
      if (received.length < 100) received += chunk.toString('latin1');
      done();
    });
    socket.on('error', done);
    socket.on('end', done);
    socket.on('close', done);
    socket.once('connect', () => {
      if (bytes === '') done();
      else socket.write(bytes);
    });
  });
}
