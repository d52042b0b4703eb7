import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { requestId } from './request-id.ts';

const request = (headers: Record<string, string>): IncomingMessage => ({ headers }) as unknown as IncomingMessage;

describe(requestId.name, () => {
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  it.each<[Record<string, string>, string | RegExp]>([
    [{ 'x-request-id': 'abc-123.def' }, 'abc-123.def'],
    [{ 'x-request-id': 'bad id\n' }, /^[0-9a-f-]{36}$/],
    [{ 'x-request-id': `kq_${'a'.repeat(43)}` }, /^[0-9a-f-]{36}$/],
    [{ 'x-request-id': 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln' }, /^[0-9a-f-]{36}$/],
    [{ 'x-request-id': 'rubis.AbcdefghijklmnopqrstuV' }, /^[0-9a-f-]{36}$/],
    [{ 'x-request-id': 'x'.repeat(500), traceparent: `00-${trace}-00f067aa0ba902b7-01` }, trace],
    [{ traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` }, /^[0-9a-f-]{36}$/],
    [{}, /^[0-9a-f-]{36}$/],
  ])('should read %j', (headers, expected) => {
    const id = requestId(request(headers));
    if (typeof expected === 'string') expect(id).toBe(expected);
    else expect(id).toMatch(expected);
  });
});
