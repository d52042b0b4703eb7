import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a webhook was sent. */
export interface ReceivedPost {
  readonly path: string;
  readonly type: string | undefined;
  readonly traceparent: string | undefined;
  readonly text: string;
}

/** Answers a post; leaving it open is an answer, too. */
export type WebhookAnswer = (response: ServerResponse) => void;

/** An HTTP server in the place of Mattermost: answers in turn as it is told, then always 200. */
export class WebhookSink {
  readonly posts: ReceivedPost[] = [];
  /** The parsed bodies of the posts. */
  readonly bodies: unknown[] = [];
  readonly answers: WebhookAnswer[] = [];
  readonly #server: Server = createServer((request, response) => {
    this.#take(request, response).catch(() => response.destroy());
  });

  static async start(): Promise<WebhookSink> {
    const sink = new WebhookSink();
    sink.#server.listen(0, '127.0.0.1');
    await once(sink.#server, 'listening');
    return sink;
  }

  /** The address of the webhook `name`, which is a secret where Mattermost runs. */
  url(name: string): string {
    return `http://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/hooks/${name}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request)) as { text: string };
    this.bodies.push(body);
    const { 'content-type': type, traceparent } = request.headers;
    this.posts.push({ path: request.url ?? '', type, traceparent: traceparent?.toString(), text: body.text });
    const answer = this.answers.shift() ?? ((open) => open.end('ok'));
    answer(response);
  }
}
