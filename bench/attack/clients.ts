import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** One request of an attack. */
export interface Wanted {
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The attacker's address, and that of everybody else: what one address may have must not be taken from the other. */
export const ATTACKER = '127.0.0.1';
export const BYSTANDER = '127.0.0.2';
const LIMIT_MS = 60_000;

/** Counts of answers by status; `failed` are requests without an answer. */
export type Statuses = Record<string, number>;

/** Sends one request, reads the answer to its end, and gives its status. */
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

/** Sends `count` requests over kept-alive connections, `concurrency` at a time. */
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

/** Milliseconds within which 99 of 100 probes were answered, each on a new connection from another address than the attacker's. */
export async function probe(port: number, count = 100): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    const status = await get(port, { path: '/healthz', headers: { connection: 'close' } }, undefined, BYSTANDER);
    times.push(status === '200' ? performance.now() - start : Infinity);
  }
  return times.toSorted((left, right) => left - right)[Math.floor(count * 0.99) - 1] ?? NaN;
}

/** Opens connections, writes to each, and leaves them open. Those that are refused are left out. */
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

/** A connection that a client keeps open, and the status of what was answered first. */
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
