import { describe, expect, it } from '@jest/globals';
import type { Answer } from './answer.ts';
import type { Canary } from './canary.ts';
import { Description } from './description.ts';
import type { Exchange } from './exchange.ts';
import type { Expectation, FuzzCase } from './fuzz-case.ts';
import { judgeLogLine } from './log-line.ts';
import { judge } from './verdict.ts';

const operation = {
  responses: { 200: { content: { 'application/json': {} } }, 404: {}, 500: {}, 503: {} },
};
const description = new Description({
  paths: { '/things/{id}': { get: operation }, '/things/new': { post: { responses: { 303: {} } } } },
});
const canary = { differenceTo: () => 'was this, is that' } as unknown as Canary;
const good: Answer = {
  status: 200,
  headBytes: 100,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from('{}'),
  isStream: false,
};

function problem(status: number): Partial<Answer> {
  const body = { type: 'a', title: 'b', status, detail: 'c', instance: 'd', requestId: 'e' };
  return { status, headers: { 'content-type': 'application/problem+json' }, body: Buffer.from(JSON.stringify(body)) };
}

function rules(answer: Partial<Answer>, { must, target = '/things/1' }: { must?: Expectation; target?: string } = {}) {
  const answers = [{ ...good, ...answer }];
  return judged({ requests: [{ method: 'GET', target, ...(must !== undefined && { must }) }] }, { answers });
}

function judged(fuzzCase: Partial<FuzzCase>, exchange: Partial<Exchange>) {
  const given: FuzzCase = {
    generator: 'spec',
    service: 'full',
    pieces: [],
    pace: 'at-once',
    requests: [{ method: 'GET', target: '/things/1' }],
    wellFormed: true,
    due: 'all',
    after: 'wait',
    ...fuzzCase,
  };
  const came: Exchange = {
    answers: [],
    isClosed: false,
    isHung: false,
    malformed: undefined,
    milliseconds: 1,
    ...exchange,
  };
  return judge(given, came, description, canary).map(({ rule }) => rule);
}

describe('judge', () => {
  it.each([
    ['what is declared', good, '/things/1'],
    ['a declared 503', problem(503), '/things/1'],
    ['a path that does not exist', problem(404), '/nothing'],
    ['a path that cannot be decoded', problem(400), '/things/%ff'],
    ['the method of another route', problem(405), '/things'.replace('s', 's/new/x')],
  ])('should accept %s', (_, answer, target) => {
    expect(rules(answer, { target })).toEqual([]);
  });

  it.each([
    ['an error of the server, declared or not', problem(500), 'status 500: GET /things/{id}'],
    ['an undeclared status', problem(409), 'undeclared status 409: GET /things/{id}'],
    ['a head above 4 KB', { headBytes: 4097 }, 'response head above 4 KB: GET /things/{id}'],
    ['JSON that is none', { body: Buffer.from('{') }, 'body contradicts its head: GET /things/{id}'],
    [
      'bytes that are not UTF-8',
      { body: Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]) },
      'body contradicts its head: GET /things/{id}',
    ],
    [
      'an undeclared type',
      { headers: { 'content-type': 'text/plain' } },
      'body contradicts its head: GET /things/{id}',
    ],
    [
      'a coding that was not used',
      { headers: { ...good.headers, 'content-encoding': 'gzip' } },
      'body contradicts its head: GET /things/{id}',
    ],
    ['a problem of another status', { ...problem(503), status: 404 }, 'body contradicts its head: GET /things/{id}'],
    [
      'half a page',
      { ...problem(404), headers: { 'content-type': 'text/html' } },
      'body contradicts its head: GET /things/{id}',
    ],
  ])('should report %s', (_, answer, rule) => {
    expect(rules(answer)).toEqual([rule]);
  });

  it.each([
    [{ kind: 'status', statuses: [400], because: 'two Host fields' }, {}, 'must be 400: two Host fields'],
    [{ kind: 'page', path: '/' }, {}, 'another page in place of /'],
  ] as const)('should report a response that violates %j', (must, answer, rule) => {
    expect(rules(answer, { must })).toEqual([rule]);
  });

  it.each([
    ['POST', true],
    ['GET', false],
  ])('should check whether another site can read the response to %s: %j', (method, isFound) => {
    const answers = [{ ...good, headers: { ...good.headers, 'access-control-allow-origin': '*' } }];
    const requests = [{ method, target: '/things/new', must: { kind: 'cross-site' } as const }];
    expect(judged({ requests }, { answers }).includes('another site may read what it changed')).toBe(isFound);
  });

  it('should report a form accepted from another site', () => {
    const requests = [{ method: 'POST', target: '/things/new', must: { kind: 'cross-site' } as const }];
    expect(judged({ requests }, { answers: [{ ...good, status: 303, headers: {}, body: Buffer.alloc(0) }] })).toEqual([
      'a form of another site was taken',
    ]);
  });

  it.each([
    [{ isHung: true }, ['no complete answer in time (spec)']],
    [{ isClosed: true }, ['closed without an answer (spec)']],
    [{ malformed: 'two lengths' }, ['malformed answer (spec)']],
  ])('should report a missing response: %j', (exchange, expected) => {
    expect(judged({}, exchange)).toEqual(expected);
  });

  it('should not expect further responses on a connection that announced its end', () => {
    const requests = Array.from({ length: 2 }, () => ({ method: 'GET', target: '/things/1' }));
    const answers = [{ ...good, headers: { ...good.headers, connection: 'close' } }];
    expect(judged({ requests }, { answers, isClosed: true })).toEqual([]);
  });
});

describe('judgeLogLine', () => {
  const secret = 'TjbIc07en7hGTvs_kJoz5w';

  it.each([
    [`{"level":"info","path":"/x/tickets/q.${secret}","requestId":"fuzz-case-12"}`, 'the token of a ticket in the log'],
    [`{"level":"info","path":"/x/tickets/q%2e${secret}/cancel"}`, 'the token of a ticket in the log'],
    ['{"level":"error","msg":"unhandledRejection"}', 'an unhandled error'],
    ['    at new URL (node:internal/url:899:25)', 'a line that is no log record'],
  ])('should report what is wrong with %s', (line, rule) => {
    expect(judgeLogLine(line, new Set([secret]))).toMatchObject([{ rule }]);
  });

  it('should return the request of a line, and accept valid lines', () => {
    const line = `{"level":"info","path":"/${secret}","requestId":"fuzz-case-12"}`;
    expect(judgeLogLine(line, new Set([secret]))).toMatchObject([{ index: 12 }]);
    expect(judgeLogLine('{"level":"info","path":"/events"}', new Set([secret]))).toEqual([]);
  });
});
