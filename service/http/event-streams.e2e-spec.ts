import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { eventually } from '../test/eventually.ts';
import { serverSettings } from '../config/server.config.ts';
import type { ServerConfig } from '../config/server.config.ts';
import { readSettings } from '../config/settings.ts';
import { Drain } from '../common/drain.ts';
import { EventStreamLimits } from './event-stream-limits.ts';
import { EventStreams } from './event-streams.ts';
import { Limits } from './limits.ts';

const config = readSettings([serverSettings], {}) as ServerConfig;

describe(EventStreams.name, () => {
  let server: FastifyInstance;
  let drain: Drain;
  let streams: EventStreams;
  let admission: EventStreamLimits;
  let port: number;
  beforeEach(async () => {
    drain = new Drain();
    admission = new EventStreamLimits(config, new Limits());
    streams = new EventStreams(drain, admission);
    server = fastify();
    server.get('/', (request, reply) => {
      streams.open(request, reply, 'event: first\ndata: {}\n\n');
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    ({ port } = server.server.address() as AddressInfo);
  });
  afterEach(() => server.close());

  it('should end a stream whose credential is no longer valid, with the next heartbeat', async () => {
    const beat = jest.spyOn(globalThis, 'setInterval');
    const own = new EventStreams(new Drain(), new EventStreamLimits(config, new Limits()));
    const [heartbeat] = beat.mock.calls.at(-1) ?? [];
    beat.mockRestore();
    const valid = { key: true, other: true };
    const guarded = fastify();
    guarded.get('/:name', (request, reply) => {
      const { name } = request.params as { name: keyof typeof valid };
      const mayContinue = (): Promise<boolean> => Promise.resolve(valid[name]);
      own.open(request, reply, 'event: first\ndata: {}\n\n', { mayContinue });
    });
    const url = await guarded.listen({ port: 0, host: '127.0.0.1' });
    const [ended, open] = [await fetch(`${url}/key`), await fetch(`${url}/other`)];
    valid.key = false;
    (heartbeat as () => void)();
    expect(await ended.text()).toMatch(/event: closing/);
    expect(own.size).toBe(1);
    await open.body?.cancel();
    await guarded.close();
  });

  it('should disconnect a client that reads too slowly, without affecting others', async () => {
    const slow = connect(port, '127.0.0.1');
    slow.on('error', () => undefined);
    slow.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    slow.pause();
    const response = await fetch(`http://127.0.0.1:${port}/`);
    let received = 0;
    const reading = (async () => {
      for await (const chunk of response.body ?? []) received += (chunk as Uint8Array).length;
    })();
    await eventually(() => {
      expect(streams.size).toBe(2);
    });
    const event = `data: ${'x'.repeat(65_536)}\n\n`;
    let sent = 0;
    await eventually(() => {
      // With the second, the connection of a client that was cut is still closing.
      for (let time = 0; time < 2; time++) streams.send(event);
      sent += 2 * event.length;
      expect(streams.size).toBe(1);
    });
    await eventually(() => {
      expect([admission.open, admission.refused, admission.cut]).toEqual([1, 0, 1]);
    });
    drain.onModuleDestroy();
    await reading;
    expect(admission.cut).toBe(1);
    expect(received).toBeGreaterThanOrEqual(sent);
    slow.destroy();
  });

  it('should not count a client that disconnected before its stream was opened', async () => {
    const { promise, resolve: opened } = Promise.withResolvers<boolean>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<undefined>();
    const one = readSettings([serverSettings], { MAX_EVENT_STREAMS_PER_ADDRESS: '1' }) as ServerConfig;
    const limits = new EventStreamLimits(one, new Limits());
    const own = new EventStreams(drain, limits);
    const slow = fastify();
    slow.get('/', async (request, reply) => {
      ask(undefined);
      // As if the storage were queried first, and responded after the client disconnected.
      await once(reply.raw, 'close');
      own.open(request, reply, '');
      opened(reply.sent);
    });
    await slow.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect((slow.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await asked;
    socket.destroy();
    expect([await promise, own.size]).toEqual([true, 0]);
    const address = { headers: {}, socket: { remoteAddress: '127.0.0.1' } } as unknown as IncomingMessage;
    expect(() => limits.admit(address)).not.toThrow();
    await slow.close();
  });

  it('should send a heartbeat to all streams every 20 s', () => {
    jest.useFakeTimers();
    try {
      const sent = jest.spyOn(new EventStreams(new Drain(), new EventStreamLimits(config, new Limits())), 'send');
      jest.advanceTimersByTime(40_000);
      expect(sent.mock.calls).toEqual(Array(2).fill(['event: heartbeat\ndata: {}\n\n']));
    } finally {
      jest.useRealTimers();
    }
  });

  it('should remove closed streams, and end new ones while draining', async () => {
    const controller = new AbortController();
    await fetch(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    expect(streams.size).toBe(1);
    controller.abort();
    await eventually(() => {
      expect(streams.size).toBe(0);
    });
    drain.onModuleDestroy();
    const text = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    expect(text).toBe('retry: 3000\n\nevent: first\ndata: {}\n\nevent: closing\ndata: {}\n\n');
    expect(streams.size).toBe(0);
  });
});
