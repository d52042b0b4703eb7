import { describe, expect, it } from '@jest/globals';
import { MalformedAnswerError, takeAnswer } from './answer.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';

function take(bytes: string, method = 'GET', ended = false) {
  const taken = takeAnswer(Buffer.from(bytes, 'latin1'), method, ended);
  return taken === undefined ? undefined : { body: taken.answer.body.toString(), rest: taken.rest.toString() };
}

describe('takeAnswer', () => {
  it.each([
    ['the length', `${HEAD}Content-Length: 2\r\n\r\nabNEXT`, 'GET', false, { body: 'ab', rest: 'NEXT' }],
    [
      'chunks',
      `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\nNEXT`,
      'GET',
      false,
      { body: 'abc', rest: 'NEXT' },
    ],
    ['the end of the connection', `${HEAD}\r\nabc`, 'GET', true, { body: 'abc', rest: '' }],
    ['the method', `${HEAD}Content-Length: 2\r\n\r\nNEXT`, 'HEAD', false, { body: '', rest: 'NEXT' }],
    ['the status', 'HTTP/1.1 304 Not Modified\r\n\r\nNEXT', 'GET', false, { body: '', rest: 'NEXT' }],
    [
      'what comes after an interim answer',
      `HTTP/1.1 100 Continue\r\n\r\n${HEAD}Content-Length: 1\r\n\r\na`,
      'POST',
      false,
      { body: 'a', rest: '' },
    ],
  ] as const)('should delimit a body by %s', (_, bytes, method, ended, expected) => {
    expect(take(bytes, method, ended)).toEqual(expected);
  });

  it.each([
    ['half a head', HEAD],
    ['half a body', `${HEAD}Content-Length: 3\r\n\r\nab`],
    ['no last chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n`],
    ['no end in sight', `${HEAD}\r\nabc`],
  ])('should wait while there is %s', (_, bytes) => {
    expect(take(bytes)).toBeUndefined();
  });

  it.each([
    ['no status line', 'hello\r\n\r\n'],
    ['a header that was injected', `HTTP/1.1 200 OK\r\nLink: a\nb: c\r\n\r\n`],
    ['two lengths', `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    ['a length that is none', `${HEAD}Content-Length: -1\r\n\r\n`],
    ['a length beside chunks', `${HEAD}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`],
    ['a chunk without a size', `${HEAD}Transfer-Encoding: chunked\r\n\r\nxx\r\n`],
  ])('should reject %s', (_, bytes) => {
    expect(() => take(bytes)).toThrow(MalformedAnswerError);
  });

  it('should reject a body that ends early', () => {
    expect(() => take(`${HEAD}Content-Length: 3\r\n\r\nab`, 'GET', true)).toThrow(MalformedAnswerError);
  });

  it('should accept the beginning of an event stream', () => {
    const bytes =
      'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na\n\n\r\n';
    expect(takeAnswer(Buffer.from(bytes), 'GET', false)?.answer).toMatchObject({
      isStream: true,
      body: Buffer.from('a\n\n'),
    });
  });
});
