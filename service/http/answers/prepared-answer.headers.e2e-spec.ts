import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PreparedAnswer } from './prepared-answer.ts';
import type { AddedHeaders } from './prepared-answer.ts';
import type { Representation } from './representation.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const BODY = '{"a":1}';
const representation: Representation = {
  route: '/x',
  mediaType: 'application/json',
  body: Buffer.from(BODY),
  etag: 'W/"tag"',
  lastModified: undefined,
  headers: {},
  freshness: undefined,
  validUntil: Infinity,
};

describe('PreparedAnswer, on the wire', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Sends requests on one connection, and returns the head of each answer as lines, and what followed the last head. */
  async function exchange(
    answer: PreparedAnswer,
    requests: readonly string[],
    write: { added?: AddedHeaders; close?: boolean; now?: () => number } = {},
  ): Promise<{ heads: string[][]; rest: string }> {
    server = createServer({ keepAliveTimeout: 80_000 }, (request, response) => {
      answer.write(request, response, write.now?.() ?? NOW, write.added, write.close);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    // Fails within seconds if the server does not close the connection.
    socket.setTimeout(2000, () => socket.destroy(new Error('the connection is still open')));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.write(requests.map((request) => `${request}\r\nHost: x\r\n\r\n`).join(''));
    await once(socket, 'close');
    const heads = [
      ...Buffer.concat(chunks)
        .toString()
        .matchAll(/HTTP\/1\.1 [^]*?\r\n\r\n/g),
    ].map(([head]) => head);
    const received = Buffer.concat(chunks).toString();
    return {
      heads: heads.map((head) => head.trim().split('\r\n')),
      rest: received.slice(received.lastIndexOf('\r\n\r\n') + 4),
    };
  }

  const get = (headers = ''): string => `GET / HTTP/1.1${headers}`;
  const last = get('\r\nConnection: close');
  const date = 'Date: Sat, 21 Nov 2026 12:00:00 GMT';
  const kept = ['Connection: keep-alive', 'Keep-Alive: timeout=80'];
  const prepare = (change: Partial<Representation> = {}, coding: 'identity' | 'gzip' = 'identity'): PreparedAnswer =>
    new PreparedAnswer({ ...representation, ...change }, coding, representation.body, 80);

  it('should write the head of 200 with only the headers that it has', async () => {
    const { heads, rest } = await exchange(prepare(), [get(), last]);
    const fixed = ['Content-Type: application/json', 'ETag: W/"tag"', `Content-Length: ${String(BODY.length)}`];
    expect(heads[0]).toEqual(['HTTP/1.1 200 OK', ...fixed, date, ...kept]);
    expect(heads[1]).toEqual(expect.arrayContaining([...fixed, 'Connection: close']));
    expect(rest).toBe(BODY);
  });

  it('should write the coding, the time of the last change, and the other headers', async () => {
    const change = { lastModified: NOW - 1000, headers: { Vary: 'Accept', 'X-Text': 'x' } };
    const { heads } = await exchange(prepare(change, 'gzip'), [get(), last]);
    expect(heads[0]).toEqual([
      'HTTP/1.1 200 OK',
      'Content-Type: application/json',
      'Content-Encoding: gzip',
      'ETag: W/"tag"',
      'Last-Modified: Sat, 21 Nov 2026 11:59:59 GMT',
      'Vary: Accept',
      'X-Text: x',
      `Content-Length: ${String(BODY.length)}`,
      date,
      ...kept,
    ]);
  });

  it('should write 304 without the headers of a body', async () => {
    const condition = '\r\nIf-None-Match: W/"tag"';
    const { heads, rest } = await exchange(prepare(), [get(condition), `${last}${condition}`]);
    expect(heads[0]).toEqual(['HTTP/1.1 304 Not Modified', 'ETag: W/"tag"', date, ...kept]);
    expect([heads[1]?.[0], rest]).toEqual(['HTTP/1.1 304 Not Modified', '']);
  });

  it('should replace headers by added ones, whatever their case, and list each name of Vary once', async () => {
    const headers = { Vary: 'Accept, Accept-Encoding', 'X-Text': 'x' };
    const added = { vary: 'Origin,  Accept', 'x-text': 'y', 'content-type': 'text/plain', 'x-more': 'z' };
    const { heads } = await exchange(prepare({ headers }), [get(), last], { added });
    const relevant = (heads[0] ?? []).filter((line) => /^(?:Vary|X-|Content-Type)/i.test(line));
    expect(relevant.sort()).toEqual([
      'Vary: Accept, Accept-Encoding, Origin',
      'content-type: text/plain',
      'x-more: z',
      'x-text: y',
    ]);
  });

  it('should send no Vary if nothing varies', async () => {
    const { heads } = await exchange(prepare(), [get(), last], { added: { 'x-more': 'z' } });
    expect(heads[0]?.some((line) => line.toLowerCase().startsWith('vary'))).toBe(false);
    expect(heads[0]).toContain('x-more: z');
  });

  it('should close the connection if asked to, whatever the client wants', async () => {
    const { heads, rest } = await exchange(prepare(), [get(), get()], { close: true });
    expect(heads).toHaveLength(1);
    expect(heads[0]).toContain('Connection: close');
    expect(rest).toBe(BODY);
  });

  it('should keep the connection open without added headers and with them', async () => {
    const { heads } = await exchange(prepare(), [get(), get(), last], { added: {} });
    expect(heads.map((head) => head.find((line) => line.startsWith('Connection')))).toEqual([
      'Connection: keep-alive',
      'Connection: keep-alive',
      'Connection: close',
    ]);
  });

  it('should ask for the moving headers once per second, and count every response', async () => {
    const asked: number[] = [];
    const served: number[] = [];
    const freshness = {
      headers: (now: number) => {
        asked.push(now - NOW);
        return { Age: '1' };
      },
      served: (now: number) => served.push(now - NOW),
    };
    const times = [0, 1, 999, 1000, 1500];
    const requests = [...times.slice(1).map(() => get()), last];
    let turn = 0;
    await exchange(prepare({ freshness }), requests, { now: () => NOW + (times[turn++] ?? 0) });
    expect(served).toEqual(times);
    // Once for each of 200 and 304 in each second, and once for the last, whose connection is closed.
    expect(asked).toEqual([0, 0, 1000, 1000, 1500]);
  });

  it.each([
    [16_384, 2],
    [16_385, 1],
  ])('should count the memory of a body of %i bytes, which is kept %i times', (bytes, copies) => {
    expect(new PreparedAnswer(representation, 'identity', Buffer.alloc(bytes), 80).size).toBe(copies * bytes + 1024);
  });
});
