import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PreparedAnswer } from './prepared-answer.ts';
import type { Representation } from './representation.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

const representation = (body: string): Representation => ({
  route: '/x',
  mediaType: 'application/json',
  body: Buffer.from(body),
  etag: 'W/"tag"',
  lastModified: NOW - 60_000,
  headers: {
    Vary: 'Accept',
    'X-Text': 'value',
    'Cache-Control': 'no-cache',
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'ETag',
  },
  freshness: { headers: (now) => ({ Age: String(Math.floor((now - NOW) / 1000)) }), served: () => undefined },
  validUntil: Infinity,
});

/** Both ways of writing: `/headed` as on the hot path, `/plain` with the public methods of ServerResponse. */
describe('PreparedAnswer', () => {
  const bodies = { small: '{"é":"日本"}', large: JSON.stringify('é'.repeat(20_000)) };
  let server: Server;
  let now = NOW;

  beforeAll(async () => {
    const answers = {
      small: new PreparedAnswer(representation(bodies.small), 'identity', Buffer.from(bodies.small), 80),
      large: new PreparedAnswer(representation(bodies.large), 'gzip', Buffer.from(bodies.large), 80),
    };
    server = createServer({ keepAliveTimeout: 80_000 }, (request, response) => {
      const [, way, size = 'small'] = (request.url ?? '').split('/');
      answers[size as 'small'].write(request, response, now, way === 'plain' ? {} : undefined, way === 'close');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Sends raw requests sequentially on one connection, which the last one closes, and returns everything received. */
  const exchange = async (...requests: string[]): Promise<string> => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    // Fails within seconds if the server does not close the connection.
    socket.setTimeout(2000, () => socket.destroy(new Error('the connection is still open')));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.write(requests.map((request) => `${request}\r\nHost: x\r\n`).join('\r\n') + 'Connection: close\r\n\r\n');
    await once(socket, 'close');
    return Buffer.concat(chunks).toString();
  };
  const comparable = (answer: string): string[] =>
    answer
      .replace(/^Date: .*\r\n/gm, '')
      .split(/\r\n|(?=HTTP\/1\.1)/)
      .sort();

  it.each([
    ['GET', 'small', ''],
    ['GET', 'large', ''],
    ['HEAD', 'small', ''],
    ['HEAD', 'large', ''],
    ['GET', 'small', '\r\nIf-None-Match: W/"tag"'],
    ['HEAD', 'large', '\r\nIf-None-Match: "tag"'],
  ] as const)('should write %s %s%j the same in both ways over one connection', async (method, size, condition) => {
    const last = `${method} /plain/${size} HTTP/1.1`;
    const headed = await exchange(
      `${method} /headed/${size} HTTP/1.1${condition}`,
      `${method} /headed/${size} HTTP/1.1${condition}`,
      last,
    );
    const plain = await exchange(
      `${method} /plain/${size} HTTP/1.1${condition}`,
      `${method} /plain/${size} HTTP/1.1${condition}`,
      last,
    );
    expect(comparable(headed)).toEqual(comparable(plain));
    expect(headed.match(/HTTP\/1\.1 (?:200|304)/g)).toHaveLength(3);
  });

  it('should update Age and Date every second', async () => {
    const told: unknown[] = [];
    for (const later of [0, 999, 1000, 2500]) {
      now = NOW + later;
      const [answer = ''] = (await exchange('GET /headed/small HTTP/1.1', 'GET /headed/small HTTP/1.1')).split(
        '\r\n\r\n',
      );
      told.push([/^Age: (.*)\r$/m.exec(answer)?.[1], /^Date: .*:(\d\d) GMT\r$/m.exec(answer)?.[1]]);
    }
    now = NOW;
    expect(told).toEqual([
      ['0', '00'],
      ['0', '00'],
      ['1', '01'],
      ['2', '02'],
    ]);
  });

  it.each(['headed', 'plain'])('should repeat only the headers required by caches in a 304: %s', async (way) => {
    const request = `GET /${way}/small HTTP/1.1\r\nIf-None-Match: W/"tag"`;
    const [answer = ''] = (await exchange(request, request)).split('\r\n\r\n');
    const names = [...answer.matchAll(/^([\w-]+): /gm)].map(([, name]) => name).sort();
    expect(names).toEqual([
      'Access-Control-Allow-Origin',
      'Access-Control-Expose-Headers',
      'Age',
      'Cache-Control',
      'Connection',
      'Date',
      'ETag',
      'Keep-Alive',
      'Last-Modified',
      'Vary',
    ]);
  });

  it('should close the connection for HTTP/1.0 and Connection: close', async () => {
    expect(await exchange('GET /headed/small HTTP/1.0')).toContain('Connection: close');
    expect(await exchange('GET /headed/small HTTP/1.1')).toContain(bodies.small);
    expect(await exchange('GET /close/small HTTP/1.1')).toContain('Connection: close');
  });
});
