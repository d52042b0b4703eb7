import type { Known, Ledger } from './ledger.ts';

/** The queue of all runs. */
export const QUEUE = 'rubis';

/** No response within this time counts as lost. */
const LIMIT_MS = 10_000;

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Sends requests to the replicas of a queue, and records the responses in a ledger. */
export class QueueClient {
  readonly ledger: Ledger;
  readonly #key: string;
  readonly #choose: () => string;

  /**
   * @param key API key of a desk.
   * @param choose returns the URL of the replica for the next request.
   */
  constructor(ledger: Ledger, key: string, choose: () => string) {
    this.ledger = ledger;
    this.#key = key;
    this.#choose = choose;
  }

  /** Takes a ticket and sends the request again, perhaps to another replica, if `again`. */
  async take(idempotencyKey: string, again: boolean): Promise<void> {
    const path = `/api/queues/${QUEUE}/tickets`;
    const headers = { 'Idempotency-Key': idempotencyKey };
    const first = await this.#send('POST', path, [201], headers);
    if (first === undefined) return;
    this.ledger.taken(String(first.body['token']), String(first.body['number']));
    const second = again ? await this.#send('POST', path, [201], headers) : undefined;
    if (second !== undefined && second.body['token'] !== first.body['token'])
      this.ledger.report('repeated', `a repeated request for ${numberOf(first)} took ${numberOf(second)} as well.`);
  }

  /** Calls the next ticket, and once more with the same key if `again`. Returns its token; undefined if nobody waits. */
  async call(idempotencyKey: string, again: boolean): Promise<string | undefined> {
    const path = `/api/queues/${QUEUE}/calls`;
    const headers = { 'Idempotency-Key': idempotencyKey };
    const first = await this.#send('POST', path, [201, 204], headers, { counter: '1' });
    if (first?.status !== 201) return undefined;
    const token = String(first.body['token']);
    this.ledger.called(token, numberOf(first));
    const second = again ? await this.#send('POST', path, [201], headers, { counter: '1' }) : undefined;
    if (second !== undefined && second.body['token'] !== token)
      this.ledger.report('repeated', `a repeated call of ${numberOf(first)} called ${numberOf(second)} as well.`);
    return token;
  }

  /** Performs an action of the desk on a called ticket. */
  async move(token: string, action: 'complete' | 'no-show' | 'recall' | 'requeue'): Promise<void> {
    const states = { complete: 'completed', 'no-show': 'no-show', recall: 'called', requeue: 'waiting' };
    // Another desk can call a requeued ticket before the response arrives.
    if (action === 'requeue') this.ledger.moved(token, states[action]);
    const answer = await this.#send('POST', `/api/queues/${QUEUE}/tickets/${token}/${action}`, [200]);
    if (answer !== undefined && action !== 'requeue') this.ledger.moved(token, String(answer.body['state']));
  }

  /** Reads the queue. */
  async read(): Promise<void> {
    await this.#send('GET', `/api/queues/${QUEUE}`, [200]);
  }

  /** Compares a ticket with the ledger. Nothing may change meanwhile. */
  async verify(token: string): Promise<void> {
    const answer = await this.#send('GET', `/api/tickets/${token}`, [200, 404]);
    if (answer !== undefined) this.ledger.verify(token, answer.status === 200 ? knownOf(answer) : undefined);
  }

  /** Sends one request; a missing response or another status is reported, and returns undefined. */
  async #send(
    method: string,
    path: string,
    expected: readonly number[],
    headers: Readonly<Record<string, string>> = {},
    body: object = {},
  ): Promise<Answer | undefined> {
    this.ledger.sent();
    const authorization = `Bearer ${this.#key}`;
    const type = { 'content-type': 'application/json' };
    try {
      const response = await fetch(`${this.#choose()}${path}`, {
        method,
        signal: AbortSignal.timeout(LIMIT_MS),
        headers: { authorization, ...(method === 'POST' && type), ...headers },
        ...(method === 'POST' && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (expected.includes(response.status)) return { status: response.status, body: objectOf(text) };
      this.ledger.report(
        'refused',
        `${method} ${templateOf(path)} returned ${String(response.status)}: ${text.slice(0, 200)}`,
      );
    } catch (error) {
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      this.ledger.report('lost', `${method} ${templateOf(path)} got no response: ${reason}.`);
    }
    return undefined;
  }
}

function objectOf(text: string): Record<string, unknown> {
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

function numberOf({ body }: Answer): string {
  return String(body['number']);
}

function knownOf({ body }: Answer): Known {
  return { number: String(body['number']), state: String(body['state']) };
}

/** The path without the token. */
function templateOf(path: string): string {
  return path.replace(/(tickets\/)[^/]+/, '$1<token>');
}
