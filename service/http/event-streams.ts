import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Drain } from '../common/drain.ts';
import type { EventStreamLimits, Reservation } from './event-stream-limits.ts';
import { API_HEADERS } from './security-headers.ts';

const HEARTBEAT_MS = 20_000;
const RECONNECT_MS = 3000;

/** What a client that reads too slowly may leave unread before its stream is cut; it comes back and is told the rest. */
const MAX_UNREAD_BYTES = 262_144;

/**
 * Open streams of server-sent events (HTML Living Standard, section 9.2). Each is told every 20 s that it is alive, and ends
 * with an event `closing` when the process is about to stop: an open stream would keep it alive.
 */
export class EventStreams {
  readonly #open = new Set<ServerResponse>();
  readonly #drain: Drain;
  readonly #limits: EventStreamLimits;

  constructor(drain: Drain, limits: EventStreamLimits) {
    this.#drain = drain;
    this.#limits = limits;
    const heartbeat = setInterval(() => {
      this.send('event: heartbeat\ndata: {}\n\n');
    }, HEARTBEAT_MS).unref();
    drain.onStart(() => {
      clearInterval(heartbeat);
      for (const stream of this.#open) close(stream);
      this.#open.clear();
    });
  }

  /** How many are open. */
  get size(): number {
    return this.#open.size;
  }

  /**
   * Answers with a stream that begins with `first`; `reservation` lets it use what is kept from others.
   *
   * @throws ProblemError when too many are open.
   */
  open(request: FastifyRequest, reply: FastifyReply, first: string, reservation?: Reservation): void {
    const response = reply.raw;
    // Gone while its answer was prepared: it would never close again, and keep its place for ever.
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
    // Opened during the drain: the client is told to come back, which brings it to another process.
    if (this.#drain.isDraining || request.method === 'HEAD') {
      release();
      close(response);
      return;
    }
    this.#open.add(response);
    response.once('close', () => {
      this.#open.delete(response);
      release();
    });
  }

  /** Sends events, each ended by an empty line, to everybody. */
  send(events: string): void {
    for (const stream of this.#open) {
      if (stream.writableLength > MAX_UNREAD_BYTES) stream.destroy();
      else stream.write(events);
    }
  }
}

function close(stream: ServerResponse): void {
  stream.end('event: closing\ndata: {}\n\n');
}
