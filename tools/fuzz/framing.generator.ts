import { requestBytes, requestIdOf } from './fuzz-case.ts';
import type { Fields, FuzzCase } from './fuzz-case.ts';
import type { Random } from './random.ts';

type Frame = Pick<FuzzCase, 'pieces'> & Partial<FuzzCase>;
type Framing = (random: Random, fields: Fields) => Frame;

const get = (fields: Fields, ...more: Fields): string => requestBytes('GET', '/events', [...fields, ...more]);
const post = (fields: Fields, body: string, ...more: Fields): Frame => ({
  pieces: [
    requestBytes('POST', '/api/queues/fuzz/tickets', [...fields, ['Content-Type', 'application/json'], ...more], body),
  ],
});
const refused = (because: string, piece: string): Frame => ({
  pieces: [piece],
  requests: [{ method: 'GET', target: '/events', must: { kind: 'status', statuses: [400], because } }],
});

/** Requests that are malformed, ambiguous, too large, too slow, or aborted (RFC 9112). */
const FRAMINGS: Readonly<Record<string, Framing>> = {
  'truncated, then FIN': (random, fields) => ({ pieces: [cut(random, get(fields))], after: 'end' }),
  'truncated, then reset': (random, fields) => ({ pieces: [cut(random, get(fields))], due: 'nothing', after: 'reset' }),
  'answered into a closed connection': (_, fields) => ({ pieces: [get(fields)], due: 'nothing', after: 'reset' }),
  dribbled: (random, fields) => {
    const bytes = get(fields);
    const at = random.below(bytes.length);
    return {
      pieces: [bytes.slice(0, at), bytes.slice(at, at + 1), bytes.slice(at + 1)],
      pace: 'dribble',
      requests: [{ method: 'GET', target: '/events' }],
      due: 'all',
    };
  },
  'body shorter than Content-Length': (_, fields) => ({
    ...post(fields, '{}', ['Content-Length', '10']),
    after: 'end',
  }),
  'body longer than Content-Length': (_, fields) =>
    post(fields, '{}GET / HTTP/1.1\r\nHost: a\r\n\r\n', ['Content-Length', '2']),
  'odd Content-Length': (random, fields) =>
    post(fields, '{}', ['Content-Length', random.pick(['-1', '+2', '2, 2', '2, 3', '0x2', '', '1e1', '9'.repeat(30)])]),
  'two Content-Length': (_, fields) => post(fields, '{}', ['Content-Length', '2'], ['Content-Length', '3']),
  'Content-Length beside Transfer-Encoding': (_, fields) =>
    post(fields, '2\r\n{}\r\n0\r\n\r\n', ['Content-Length', '2'], ['Transfer-Encoding', 'chunked']),
  'odd Transfer-Encoding': (random, fields) =>
    post(fields, '0\r\n\r\n', [
      'Transfer-Encoding',
      random.pick(['xchunked', 'chunked, chunked', 'identity', 'gzip', ' chunked,']),
    ]),
  'malformed chunks': (random, fields) => ({
    ...post(
      fields,
      random.pick([
        'zz\r\n{}\r\n0\r\n\r\n',
        '2\r\n{}0\r\n\r\n',
        '-2\r\n{}\r\n0\r\n\r\n',
        'FFFFFFFFFFFFFFFFF\r\n{}',
        `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
        `2\r\n{}\r\n0\r\n${'X: y\r\n'.repeat(2000)}\r\n`,
        '2\n{}\n0\n\n',
      ]),
      ['Transfer-Encoding', 'chunked'],
    ),
    after: 'end',
  }),
  'a body far above the limit': (_, fields) =>
    post(fields, `{"priority":"${'x'.repeat(300_000)}"}`, ['Content-Length', '300015']),
  'a body that is announced only': (_, fields) => ({
    ...post(fields, '', ['Content-Length', '1000000000']),
    after: 'end',
  }),
  'Expect: 100-continue': (_, fields) => post(fields, '{}', ['Content-Length', '2'], ['Expect', '100-continue']),
  'another Expect': (_, fields) => ({ pieces: [get(fields, ['Expect', 'the unexpected'])] }),
  Upgrade: (random, fields) => ({
    pieces: [get(fields, ['Connection', 'Upgrade'], ['Upgrade', random.pick(['websocket', 'h2c', 'TLS/1.0', '\xff'])])],
  }),
  'two Host': (random, fields) =>
    refused('two Host fields', get(fields, ['Host', random.pick(['127.0.0.1', 'evil.example', ''])])),
  'no Host': (_, fields) => refused('no Host field', get(fields.slice(1))),
  'HTTP/1.0': (random, fields) => ({
    pieces: [
      requestBytes('GET', '/events', [...fields, ['Connection', random.pick(['keep-alive', 'close'])]], '', 'HTTP/1.0'),
    ],
  }),
  'odd header lines': (random, fields) => ({
    pieces: [
      get(fields).replace(
        '\r\n\r\n',
        `\r\n${random.pick([' folded: 1', 'no colon', ': no name', 'blank : 1', 'a\0b: 1', 'a: \0', 'a: b\rc: d', 'a\xff: 1', '\t', 'a: \x7f'])}\r\n\r\n`,
      ),
    ],
  }),
  'line feeds alone': (_, fields) => ({ pieces: [get(fields).replaceAll('\r\n', '\n')], after: 'end' }),
  'a head above the limit': (random, fields) => ({
    pieces: [
      random.chance(0.5)
        ? get(fields, ['X', 'x'.repeat(20_000)])
        : get(fields, ...Array.from({ length: 3000 }, (): [string, string] => ['X', 'y'])),
    ],
  }),
  'many fields': (random, fields) => ({
    pieces: [
      get(
        fields,
        ...Array.from({ length: 500 }, (): [string, string] => [random.pick(['X', 'Accept', 'Cookie', 'Origin']), 'y']),
      ),
    ],
  }),
  'duplicate fields': (random, fields) => {
    const name = random.pick([
      'Accept',
      'Accept-Language',
      'Authorization',
      'Content-Type',
      'If-None-Match',
      'Origin',
      'X-Request-Id',
      'X-Forwarded-For',
    ]);
    return { pieces: [get(fields, [name, 'a'], [name, 'b'])] };
  },
  pipelined: (random, fields) => {
    const targets = Array.from({ length: 2 + random.below(9) }, () =>
      random.pick(['/events', '/api/events', '/healthz', '/nope']),
    );
    return {
      pieces: [targets.map((target) => requestBytes('GET', target, fields)).join('')],
      requests: targets.map((target) => ({ method: 'GET', target })),
      due: 'all',
    };
  },
  'pipelined with garbage': (random, fields) => ({
    pieces: [`${get(fields)}${random.pick(['\0\0\0', 'GET', '{}\r\n\r\n', '\r\n\r\n'])}`],
    after: 'end',
  }),
  'not HTTP': (random) => ({
    pieces: [
      random.pick([
        '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        'EHLO a\r\n',
        '\r\n\r\n\r\n',
        'GET /events\r\n\r\n',
        '\0'.repeat(50),
      ]),
    ],
    after: 'end',
  }),
};

/** How often the client goes silent and the server must close the connection: each takes seconds. */
const SILENT = 0.01;

/** A request whose framing is the attack. */
export function framingCase(random: Random, index: number): FuzzCase {
  const fields: Fields = [
    ['Host', '127.0.0.1'],
    ['X-Request-Id', requestIdOf(index)],
  ];
  const isSilent = random.chance(SILENT);
  const frame = isSilent
    ? {
        pieces: [
          random.pick(['', cut(random, get(fields)), post(fields, '{', ['Content-Length', '9']).pieces[0] ?? '']),
        ],
        after: 'timeout' as const,
      }
    : FRAMINGS[random.pick(Object.keys(FRAMINGS))]?.(random, fields);
  return {
    generator: 'framing',
    service: random.chance(0.7) ? 'full' : 'content',
    pace: 'at-once',
    requests: [{ method: methodOf(frame?.pieces[0]), target: targetOf(frame?.pieces[0]) }],
    wellFormed: false,
    due: 'any',
    after: 'wait',
    pieces: [],
    ...frame,
  };
}

function methodOf(piece = ''): string {
  return /^[A-Z]+/.exec(piece)?.[0] ?? 'GET';
}

function targetOf(piece = ''): string {
  return /^[A-Z]+ (\S+)/.exec(piece)?.[1] ?? '/';
}

function cut(random: Random, bytes: string): string {
  return bytes.slice(0, 1 + random.below(bytes.length - 2));
}
