import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { SelfSigned } from './self-signed.ts';

/** An item of telemetry as Application Insights stores it. */
export interface Envelope {
  readonly name: string;
  readonly time: string;
  readonly iKey: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly data: { readonly baseType: string; readonly baseData: Readonly<Record<string, unknown>> };
}

/** The ingestion endpoint of Application Insights: accepts envelopes of its instrumentation key, or answers as it is told. */
export class IngestionEndpoint {
  readonly key = '0f4c35b3-6d6f-4c6e-9d1b-1d2f3a4b5c6d';
  readonly envelopes: Envelope[] = [];
  readonly paths: string[] = [];
  readonly answers: ((response: ServerResponse) => void)[] = [];
  readonly #server: Server;

  private constructor(tls: SelfSigned) {
    const options = { cert: readFileSync(tls.certificate), key: readFileSync(tls.key) };
    this.#server = createServer(options, (request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
  }

  static async start(tls: SelfSigned): Promise<IngestionEndpoint> {
    const endpoint = new IngestionEndpoint(tls);
    endpoint.#server.listen(0, '127.0.0.1');
    await once(endpoint.#server, 'listening');
    return endpoint;
  }

  get connectionString(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `InstrumentationKey=${this.key};IngestionEndpoint=https://127.0.0.1:${String(port)}/`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    this.paths.push(`${request.method ?? ''} ${request.url ?? ''}`);
    const answer = this.answers.shift();
    if (answer !== undefined) {
      answer(response);
      return;
    }
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    const envelopes = JSON.parse(text) as Envelope[];
    const known = envelopes.filter(({ iKey }) => iKey === this.key);
    this.envelopes.push(...known);
    const result = { itemsReceived: envelopes.length, itemsAccepted: known.length, errors: [] };
    response.writeHead(known.length === envelopes.length ? 200 : 206, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(result));
  }
}
