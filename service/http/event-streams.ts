import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Drain } from '../common/drain.ts';
import type { EventStreamLimits, Reservation } from './event-stream-limits.ts';
import { API_HEADERS } from './security-headers.ts';

const HEARTBEAT_MS = 20_000;
const RECONNECT_MS = 3000;

/** Maximum unread data before a slow client is disconnected; it reconnects and receives what it missed. */
const MAX_UNREAD_BYTES = 262_144;

/** Options of one stream. */
export interface StreamOptions {
  /** Reserved capacity. @default none */
  readonly reservation?: Reservation | undefined;
  /** Whether the credential of the stream is still valid. @default always */
  readonly mayContinue?: (() => Promise<boolean>) | undefined;
}

/**
 * Open streams of server-sent events (HTML Living Standard, section 9.2). Each receives a heartbeat every 20 s, and ends
 * with a `closing` event when the process shuts down: an open stream would keep it alive.
 */
export class EventStreams {
  /** With a function that tells whether the stream may continue, if its credential can end. */
  readonly #open = new Map<ServerResponse, (() => Promise<boolean>) | undefined>();
  readonly #drain: Drain;
  readonly #limits: EventStreamLimits;

  constructor(drain: Drain, limits: EventStreamLimits) {
    this.#drain = drain;
    this.#limits = limits;
    const heartbeat = setInterval(() => {
      this.send('event: heartbeat\ndata: {}\n\n');
      this.#closeEnded();
    }, HEARTBEAT_MS).unref();
    drain.onStart(() => {
      clearInterval(heartbeat);
      for (const stream of this.#open.keys()) close(stream);
      this.#open.clear();
    });
  }

  /** Number of open streams. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Responds with a stream that begins with `first`; `reservation` gives access to reserved capacity. `mayContinue` is called with each
   * heartbeat, and the stream ends when it returns false.
   *
   * @throws ProblemError if too many are open.
   */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    first: string,
    { reservation, mayContinue }: StreamOptions = {},
  ): void {
    const response = reply.raw;
    // The client disconnected meanwhile: `close` would never fire again, and the slot would never be released.
    if (response.destroyed) {
      reply.hijack();
      return;
    }
    const release = this.#limits.admit(request.raw, reservation);
    const added = reply.getHeaders();
    reply.hijack();
    response.writeHead(200, {
      ...API_HEADERS,
      ...(added as OutgoingHttpHeaders),
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    response.write(`retry: ${String(RECONNECT_MS)}\n\n${first}`);
    // While draining, the client is told to reconnect, which takes it to another process.
    if (this.#drain.isDraining || request.method === 'HEAD') {
      release();
      close(response);
      return;
    }
    this.#open.set(response, mayContinue);
    response.once('close', () => {
      this.#open.delete(response);
      release();
    });
  }

  /** Sends events, each terminated by an empty line, to all streams. */
  send(events: string): void {
    for (const stream of this.#open.keys()) {
      if (stream.writableLength > MAX_UNREAD_BYTES) this.#cut(stream);
      else stream.write(events);
    }
  }

  #cut(stream: ServerResponse): void {
    // It closes later, and must not be counted again by then.
    this.#open.delete(stream);
    this.#limits.countCut();
    stream.destroy();
  }

  #closeEnded(): void {
    for (const [stream, mayContinue] of this.#open) {
      mayContinue?.().then(
        (may) => {
          if (!may) close(stream);
        },
        () => undefined,
      );
    }
  }
}

function close(stream: ServerResponse): void {
  stream.end('event: closing\ndata: {}\n\n');
}
