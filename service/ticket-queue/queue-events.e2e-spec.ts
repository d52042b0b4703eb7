import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { TrialKey } from '../access/trial-key.ts';
import type { TicketStore } from './stores/ticket-store.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };

/** A stream of events, as far as it was received. */
class Stream {
  text = '';
  readonly done: Promise<void>;

  constructor(response: Response) {
    this.done = this.#read(response);
  }

  static async open(app: TestApp, query = '', headers: Record<string, string> = {}): Promise<Stream> {
    const response = await fetch(`${app.url}/api/queues/rubis/events${query}`, { headers });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    return new Stream(response);
  }

  /** `call 3 R-001`: type, id and number of each event but the states. */
  get events(): string[] {
    return [...this.text.matchAll(/id: (\d+)\nevent: (?!state)(.+)\ndata: .*?"number":"([^"]+)"/g)].map(
      ([, id = '', type = '', number = '']) => `${type} ${id} ${number}`,
    );
  }

  async #read(response: Response): Promise<void> {
    for await (const chunk of response.body ?? []) this.text += Buffer.from(chunk as Uint8Array).toString();
  }
}

describe('GET /api/queues/:queue/events', () => {
  let app: TestApp;
  let ahead = 0;
  beforeAll(async () => {
    app = await TestApp.start({
      environment: { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis' },
      access: trial,
      now: () => Date.now() + ahead,
    });
  });
  afterAll(() => app.close());

  it('should begin with the state, send events, replay missed ones, and end with an event', async () => {
    const first = await Stream.open(app);
    await app.post('/api/queues/rubis/tickets');
    await app.post('/api/queues/rubis/tickets');
    await app.post('/api/queues/rubis/calls', { counter: '1' }, desk);
    await eventually(() => {
      expect(first.events).toEqual(['issue 1 R-001', 'issue 2 R-002', 'call 3 R-001']);
    });
    expect(first.text).toMatch(/^retry: 3000\n\nid: 0\nevent: state\ndata: \{.*"waiting":0/);
    expect(first.text).not.toContain('rubis.');

    const again = await Stream.open(app, '', { 'last-event-id': '1' });
    const byQuery = await Stream.open(app, '?lastEventId=2');
    // From a storage that was set back, or long ago: the state alone says all that can be said.
    const future = await Stream.open(app, '?lastEventId=900');
    const padded = await Stream.open(app, '', { 'last-event-id': '02' });
    const invalid = await Promise.all(
      ['0x1', '1e0', '1.0', 'x', '-1', '0000000000000001'].map((id) => Stream.open(app, '', { 'last-event-id': id })),
    );
    await eventually(() => {
      expect(again.events).toEqual(['issue 2 R-002', 'call 3 R-001']);
      for (const { events } of [byQuery, padded]) expect(events).toEqual(['call 3 R-001']);
      for (const { events, text } of [future, ...invalid]) {
        expect(events).toEqual([]);
        expect(text).toContain('"waiting":1');
      }
    });

    // An event id without an event, as after a restore.
    expect(first.text).not.toContain('event: reset');
    const store = app.app.get<TicketStore>(TICKET_STORE);
    await store.restoreCounters(await store.counters(), 1);
    // Such ids are looked for once a second.
    ahead = 1000;
    await eventually(() => {
      expect(first.text).toMatch(/event: reset\ndata: \{\}\n\nid: \d+\nevent: state\n/);
    });

    await app.app.close();
    for (const stream of [first, again, byQuery, future, padded, ...invalid]) {
      await stream.done;
      expect(stream.text.trim().endsWith('event: closing\ndata: {}')).toBe(true);
    }
  });
});
