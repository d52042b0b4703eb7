import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { PROBLEMS, ProblemError, problemOf } from './problems/problem.ts';
import type { ProblemKind } from './problems/problem.ts';
import { API_HEADERS } from './security-headers.ts';

const DETAILS: Partial<Record<ProblemKind, string>> = {
  'headers-too-large': 'The request headers are larger than the service accepts.',
  'request-timeout': 'The request did not arrive in time.',
  'invalid-request': 'The request is not well-formed HTTP.',
};

/** Answers what never became a request: bad HTTP, a head that is too large, a request that did not arrive in time. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const kind: ProblemKind =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? 'headers-too-large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? 'request-timeout'
        : 'invalid-request';
  const problem = problemOf(new ProblemError(kind, DETAILS[kind] ?? ''), '', randomUUID());
  const body = JSON.stringify(problem);
  const headers = {
    ...API_HEADERS,
    'Content-Type': 'application/problem+json',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${String(problem.status)} ${PROBLEMS[kind].title}\r\n${head.join('')}\r\n${body}`);
}
