import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { PROBLEMS, ProblemError, problemOf } from './problems/problem.ts';
import type { ProblemKind } from './problems/problem.ts';
import { API_HEADERS } from './security-headers.ts';

/** Observes rejections of what is not a request. */
export interface RejectionObserver {
  rejected(rejection: Rejection): void;
}

/** The response to something that could not be read as a request. */
export interface Rejection {
  readonly socket: Duplex;
  readonly requestId: string;
  readonly status: number;
  /** Bytes of the body. */
  readonly bytes: number;
}

const DETAILS: Partial<Record<ProblemKind, string>> = {
  'headers-too-large': 'The request headers are larger than the service accepts.',
  'request-timeout': 'The request did not arrive in time.',
  'invalid-request': 'The request is not well-formed HTTP.',
};

/** How long a rejected client may keep sending before its connection is closed. */
const LINGER_MS = 500;

/** Responds to malformed HTTP, oversized headers and requests that did not arrive in time, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex, observer?: RejectionObserver): void {
  // Already answered: the connection is about to be closed.
  if (socket.writableEnded) return;
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
  answer(socket, new ProblemError(kind, DETAILS[kind] ?? ''), observer);
}

/** Rejects CONNECT: the service is not a proxy. */
export function refuseTunnel(socket: Duplex, observer?: RejectionObserver): void {
  // Node passes the socket without an error listener, so a reset would crash the process.
  socket.on('error', () => socket.destroy());
  const Allow = 'GET, HEAD, OPTIONS, POST';
  answer(socket, new ProblemError('method-not-allowed', 'CONNECT is not supported.', { headers: { Allow } }), observer);
}

function answer(socket: Duplex, error: ProblemError, observer?: RejectionObserver): void {
  const problem = problemOf(error, '', randomUUID());
  const body = JSON.stringify(problem);
  const bytes = Buffer.byteLength(body);
  const headers = {
    ...API_HEADERS,
    ...error.extras.headers,
    'Content-Type': 'application/problem+json',
    'Content-Length': String(bytes),
    'Cache-Control': 'no-store',
    Connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${String(problem.status)} ${PROBLEMS[error.kind].title}\r\n${head.join('')}\r\n${body}`);
  observer?.rejected({ socket, requestId: problem.requestId, status: problem.status, bytes });
  // The client may still be sending: closing immediately would reset the connection and lose the response.
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
