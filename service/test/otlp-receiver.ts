import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { logsOf, spansOf } from './otlp-checks.ts';
import type { ReceivedLog, ReceivedSpan } from './otlp-checks.ts';
import { decode, encodeResponse } from './otlp-proto.ts';

/** Answers a request instead of the receiver; leaving it open is an answer, too. */
export type OtlpAnswer = (response: ServerResponse) => void;

const MAX_BYTES = 4_194_304;

/**
 * A receiver of OTLP over HTTP that decodes what it is sent, and refuses what real receivers refuse: other paths, methods and media
 * types, fields and ids that do not exist, impossible times.
 */
export class OtlpReceiver {
  readonly logs: ReceivedLog[] = [];
  readonly spans: ReceivedSpan[] = [];
  /** Why requests were refused. */
  readonly refusals: string[] = [];
  /** Headers of every request, also of those refused. */
  readonly headers: IncomingHttpHeaders[] = [];
  /** Answers to the next requests; nothing of these is recorded. */
  readonly answers: OtlpAnswer[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.#take(request, response).catch(() => response.destroy());
  });

  /** @param port @default any free port */
  static async start(port = 0): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    receiver.#server.listen(port, '127.0.0.1');
    await once(receiver.#server, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Value of OTEL_EXPORTER_OTLP_ENDPOINT. */
  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  /** Logs with a message. */
  logsWith(body: string): readonly ReceivedLog[] {
    return this.logs.filter((log) => log.body === body);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.headers.push(request.headers);
    const bytes = await buffer(request);
    const answer = this.answers.shift();
    if (answer !== undefined) {
      answer(response);
      return;
    }
    const refusal = refusalOf(request, bytes) ?? this.#record(request, bytes);
    if (refusal === undefined) response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end();
    else {
      this.refusals.push(refusal.reason);
      response.writeHead(refusal.status, { 'Content-Type': 'text/plain' }).end(refusal.reason);
    }
  }

  #record({ url, headers }: IncomingMessage, bytes: Buffer): { status: number; reason: string } | undefined {
    try {
      const body = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
      if (url === '/v1/logs') this.logs.push(...logsOf(decode('ExportLogsServiceRequest', body)));
      else this.spans.push(...spansOf(decode('ExportTraceServiceRequest', body)));
      return undefined;
    } catch (error) {
      return { status: 400, reason: (error as Error).message };
    }
  }
}

/** Refuses a request with a status, and optionally says when to retry. */
export function refuse(status: number, retryAfter?: string): OtlpAnswer {
  return (response) => {
    response.writeHead(status, retryAfter === undefined ? {} : { 'Retry-After': retryAfter }).end();
  };
}

/** Accepts a request, but rejects some of its records. */
export function rejectSome(rejected: number): OtlpAnswer {
  return (response) => {
    response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end(encodeResponse(rejected));
  };
}

function refusalOf(
  { method, url, headers }: IncomingMessage,
  bytes: Buffer,
): { status: number; reason: string } | undefined {
  if (url !== '/v1/logs' && url !== '/v1/traces') return { status: 404, reason: `no such path: ${url ?? ''}` };
  if (method !== 'POST') return { status: 405, reason: `not allowed: ${method ?? ''}` };
  const { 'content-type': type, 'content-encoding': coding = 'identity' } = headers;
  if (type !== 'application/x-protobuf') return { status: 415, reason: `unsupported type: ${type ?? 'none'}` };
  if (!['gzip', 'identity'].includes(coding)) return { status: 415, reason: `unsupported coding: ${coding}` };
  return bytes.length > MAX_BYTES ? { status: 413, reason: 'too large' } : undefined;
}
