import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Limits } from '../http/limits.ts';
import { TestApp } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { TrialKey } from '../access/trial-key.ts';

const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };
const EVENTS = '/api/queues/rubis/events';

describe('Streams of events', () => {
  let app: TestApp;
  let controller = new AbortController();
  const proxied = { 'x-forwarded-for': '192.0.2.1' };
  beforeAll(async () => {
    app = await TestApp.start({
      environment: {
        FEATURES: 'content,ticket-queue',
        QUEUE_NAME: 'rubis',
        MAX_EVENT_STREAMS: '10',
        MAX_EVENT_STREAMS_PER_ADDRESS: '5',
        TRUSTED_PROXIES: '1',
      },
      access: trial,
    });
  });
  afterEach(async () => {
    controller.abort();
    controller = new AbortController();
    await eventually(async () => {
      const freed = await open('/changes', '203.0.113.1');
      expect(freed.status).toBe(200);
    });
    controller.abort();
    controller = new AbortController();
  });
  afterAll(() => app.close());

  const held: Response[] = [];

  async function open(path: string, address: string): Promise<Response> {
    const answer = await fetch(app.url + path, { headers: { 'x-forwarded-for': address }, signal: controller.signal });
    // An answer that nobody holds is collected, and its stream closed.
    held.push(answer);
    return answer;
  }

  async function statuses(path: string, count: number, address = '192.0.2.1'): Promise<number[]> {
    const all: number[] = [];
    for (let turn = 0; turn < count; turn++) all.push((await open(path, address)).status);
    return all;
  }

  it('should be counted across features, with capacity reserved for displays and ticket holders', async () => {
    const { token } = (await app.post('/api/queues/rubis/tickets')).json();
    const events = /data-events="([^"]+)"/.exec((await app.get('/rubis/display', proxied)).text)?.[1] ?? '';
    expect(events).toMatch(/^\/api\/queues\/rubis\/events\?display=[\w.-]+$/);
    // One address, then others: four fifths and no more.
    expect(await statuses('/changes', 3)).toEqual([200, 200, 200]);
    expect(await statuses(EVENTS, 3)).toEqual([200, 200, 503]);
    expect(app.app.get(Limits).count('event-streams-per-address')).toBe(1);
    expect(await statuses(EVENTS, 4, '192.0.2.2')).toEqual([200, 200, 200, 503]);
    const refused = await open('/changes', '192.0.2.3');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60']);
    expect(app.app.get(Limits).count('event-streams')).toBe(2);
    // What nobody signed, and a ticket that nobody has, reserve nothing.
    expect(await statuses(`${EVENTS}?display=${'A'.repeat(22)}.zzzz.${'A'.repeat(43)}`, 1)).toEqual([503]);
    expect(await statuses(`${EVENTS}?ticket=rubis.nothing`, 1)).toEqual([503]);
    expect(await statuses(events, 1)).toEqual([200]);
    expect(await statuses(`${EVENTS}?ticket=${token}`, 2)).toEqual([200, 503]);
    expect(JSON.stringify(app.log)).not.toContain(token);
  });

  it('should leave capacity for a display if one address has many tickets', async () => {
    const events = /data-events="([^"]+)"/.exec((await app.get('/rubis/display', proxied)).text)?.[1] ?? '';
    expect(await statuses('/changes', 5, '9.9.9.9')).toEqual([200, 200, 200, 200, 200]);
    const all: number[] = [];
    for (let turn = 0; turn < 2; turn++) {
      const { token } = (await app.post('/api/queues/rubis/tickets')).json();
      all.push(...(await statuses(`${EVENTS}?ticket=${token}`, 4, '9.9.9.9')));
    }
    expect(all).toEqual([200, 200, 200, 200, 503, 503, 503, 503]);
    expect(await statuses(events, 1, '8.8.8.8')).toEqual([200]);
  });

  it.each(['cancel', 'complete'])('should be limited to four per ticket, until %s', async (transition) => {
    const { token } = (await app.post('/api/queues/rubis/tickets')).json();
    const address = `${EVENTS}?ticket=${token}`;
    let called: unknown;
    while (called !== token) called = (await app.post('/api/queues/rubis/calls', { counter: '1' }, desk)).json().token;
    expect(await statuses(address, 5)).toEqual([200, 200, 200, 200, 503]);
    expect((await app.post(`/api/queues/rubis/tickets/${token}/${transition}`, undefined, desk)).status).toBe(200);
    // Counted as anybody’s from then on.
    expect(await statuses(address, 1)).toEqual([200]);
  });
});
