import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { TrialKey } from '../access/trial-key.ts';
import type { TestAppOptions } from '../test/create-test-app.ts';

const QUEUE = '/api/queues/rubis';
const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };
const UNKNOWN = { authorization: 'Bearer kq_wrong_wrong_wrong' };
const NOON = Date.parse('2026-11-21T11:00:00Z');

async function start(change: Partial<TestAppOptions> = {}): Promise<TestApp> {
  const { environment, ...rest } = change;
  return await TestApp.start({
    environment: { FEATURES: 'ticket-queue', QUEUE_NAME: 'Rubis', ...environment },
    access: trial,
    ...rest,
  });
}

describe('The ticket queue', () => {
  let app: TestApp;
  let now = NOON;
  beforeAll(async () => {
    app = await start({
      now: () => now,
      environment: {
        QUEUE_PRIORITIES: 'reduced-mobility:900',
        QUEUE_TICKETS_PER_MINUTE: '0',
        QUEUE_TITLE: 'Team Rubis',
      },
    });
  });
  afterAll(() => app.close());

  it('should issue numbers, return how many are ahead, and call them in order', async () => {
    const first = await app.post(`${QUEUE}/tickets`);
    expect(first.status).toBe(201);
    const { token } = first.json();
    expect(token).toMatch(/^rubis\.[\w-]{22}$/);
    expect(first.json()).toMatchObject({
      queue: 'rubis',
      number: 'R-001',
      state: 'waiting',
      position: 1,
      ahead: 0,
      estimate: null,
      issuedAt: '2026-11-21T11:00:00.000Z',
      links: { self: `/api/tickets/${token}`, page: `/rubis/tickets/${token}` },
    });
    expect(first.headers.location).toBe(`/api/tickets/${token}`);
    expect((await app.post(`${QUEUE}/tickets`, {})).json()).toMatchObject({ number: 'R-002', ahead: 1 });
    const urgent = await app.post(`${QUEUE}/tickets`, { priority: 'reduced-mobility' });
    expect(urgent.json()).toMatchObject({ number: 'R-003', ahead: 0, priority: 'reduced-mobility' });

    const called = await app.post(`${QUEUE}/calls`, { counter: '3' }, desk);
    expect(called.status).toBe(201);
    expect(called.json()).toMatchObject({ number: 'R-003', state: 'called', counter: '3', calls: 1 });
    expect((await app.get(`/api/tickets/${token}`)).json()).toMatchObject({ number: 'R-001', position: 1 });
    expect((await app.get(`${QUEUE}/tickets/${token}`)).json()).toMatchObject({ number: 'R-001', position: 1 });
    expect((await app.get(QUEUE)).json()).toMatchObject({
      title: 'Team Rubis',
      waiting: 2,
      lastCalled: { number: 'R-003', counter: '3' },
      serving: [{ number: 'R-003' }],
      stale: false,
    });
  });

  it('should only show tokens to desks', async () => {
    const open = (await app.get(`${QUEUE}/tickets`)).json();
    expect(open.tickets.map(({ number }: { number: string }) => number)).toEqual(['R-001', 'R-002']);
    expect(JSON.stringify(open)).not.toContain('token');
    const shown = (await app.get(`${QUEUE}/tickets?state=called`, desk)).json();
    expect(shown.tickets[0].token).toMatch(/^rubis\./);
    expect((await app.get(`${QUEUE}/tickets`, { authorization: 'Bearer kq_nobody_has_this_key' })).status).toBe(401);
  });

  it('should list tickets with limit and offset, and return the total', async () => {
    const listed = async (query: string): Promise<unknown> => {
      const { total, tickets } = (await app.get(`${QUEUE}/tickets?${query}`)).json();
      return [total, tickets.map(({ number }: { number: string }) => number)];
    };
    expect(await listed('limit=1')).toEqual([2, ['R-001']]);
    expect(await listed('offset=1&limit=1')).toEqual([2, ['R-002']]);
    expect(await listed('offset=1')).toEqual([2, ['R-002']]);
    expect(await listed('offset=2')).toEqual([2, []]);
  });

  it('should move a ticket through all states', async () => {
    const { token, number } = (await app.post(`${QUEUE}/calls`, { counter: '1' }, desk)).json();
    const move = async (word: string) => await app.post(`${QUEUE}/tickets/${token}/${word}`, undefined, desk);
    expect((await move('recall')).json()).toMatchObject({ number, state: 'called', calls: 2 });
    expect((await move('no-show')).json()).toMatchObject({ state: 'no-show' });
    expect((await move('requeue')).json()).toMatchObject({ state: 'waiting', calls: 2 });
    const refused = await move('complete');
    expect(refused.status).toBe(409);
    expect(refused.json()).toMatchObject({
      state: 'waiting',
      detail: 'The action "complete" is not allowed on a ticket that is waiting: it must be called.',
    });
    expect((await move('eat')).json().detail).toContain('recall, complete, no-show, requeue, cancel');
    // Its holder needs no credential to give it back.
    expect((await app.post(`${QUEUE}/tickets/${token}/cancel`)).json()).toMatchObject({ state: 'cancelled' });
    expect((await app.get(`/api/tickets/${token}`)).json()).toMatchObject({ state: 'cancelled', position: null });
  });

  it('should log one line per action, without tokens or keys', () => {
    const lines = app.log.filter(({ audit }) => audit !== undefined);
    expect(
      lines.map(({ audit }) => audit as { action: string; actor: string }).map((a) => [a.action, a.actor]),
    ).toEqual([
      ...['take', 'take', 'take'].map((action) => [action, 'holder:127.0.0.1']),
      ...['call', 'call', 'recall', 'no-show', 'requeue'].map((action) => [action, 'key:trial']),
      ['cancel', 'holder:127.0.0.1'],
    ]);
    expect(lines[0]).toMatchObject({ audit: { action: 'take', queue: 'rubis', ticket: 'R-001' } });
    expect(lines[3]).toMatchObject({
      audit: { action: 'call', queue: 'rubis', ticket: 'R-003', counter: '3', actor: 'key:trial' },
    });
    expect(JSON.stringify(app.log)).not.toMatch(/kq_|rubis\.[\w-]{22}/);
  });

  it('should return the same ticket for the same Idempotency-Key', async () => {
    const key = { 'idempotency-key': '5a0ad8fe-2a32-41a0-96a7-a5d4a1b1b2a3' };
    const first = await app.post(`${QUEUE}/tickets`, {}, key);
    const second = await app.post(`${QUEUE}/tickets`, {}, key);
    expect(second.json().token).toBe(first.json().token);
    const calls = [await app.post(`${QUEUE}/calls`, { counter: '1' }, { ...desk, ...key })];
    calls.push(await app.post(`${QUEUE}/calls`, { counter: '1' }, { ...desk, ...key }));
    expect(calls[1]?.json()).toEqual(calls[0]?.json());
    expect((await app.post(`${QUEUE}/tickets`, {}, { 'idempotency-key': 'short' })).status).toBe(400);
  });

  it('should return 204 if nobody is waiting', async () => {
    while ((await app.post(`${QUEUE}/calls`, { counter: '1' }, desk)).status === 201);
    expect((await app.post(`${QUEUE}/calls`, { counter: '1' }, desk)).status).toBe(204);
  });

  it('should estimate the wait as a range once there were calls, and return statistics to the supervisor', async () => {
    for (let turn = 0; turn < 4; turn++) {
      await app.post(`${QUEUE}/tickets`);
      now += 120_000;
      const { token } = (await app.post(`${QUEUE}/calls`, { counter: '1' }, desk)).json();
      now += 60_000;
      await app.post(`${QUEUE}/tickets/${token}/complete`, undefined, desk);
    }
    expect((await app.get(QUEUE)).json().estimate).toEqual({ fromSeconds: 0, toSeconds: 180 });
    expect((await app.get(`${QUEUE}/statistics`, desk)).json()).toMatchObject({
      waitingTime: { medianSeconds: 0, ninetiethSeconds: 120 },
      servingTime: { count: 4, medianSeconds: 60, ninetiethSeconds: 60 },
      noShowShare: 0.2,
    });
  });

  it('should restart at 1 when the day begins in its time zone', async () => {
    now = Date.parse('2026-11-21T22:59:59Z');
    expect((await app.post(`${QUEUE}/tickets`)).json().number).not.toBe('R-001');
    now += 1000;
    expect((await app.post(`${QUEUE}/tickets`)).json().number).toBe('R-001');
  });

  it.each<[string, string, object | undefined, Record<string, string>, number, RegExp]>([
    ['POST', `${QUEUE}/calls`, { counter: '1' }, {}, 401, /credential is required/],
    ['POST', `${QUEUE}/calls`, { counter: '1' }, UNKNOWN, 401, /unknown or no longer valid/],
    ['POST', `${QUEUE}/calls`, { counter: '' }, desk, 400, /"counter": 1 to 32/],
    ['POST', `${QUEUE}/calls`, undefined, desk, 400, /"counter"/],
    ['POST', `${QUEUE}/tickets`, { priority: 'king' }, {}, 400, /must be one of reduced-mobility/],
    ['POST', `${QUEUE}/tickets`, { colour: 'red' }, {}, 400, /only property is "priority"/],
    ['POST', `${QUEUE}/tickets/rubis.nothing/recall`, undefined, desk, 404, /No ticket in this queue/],
    ['POST', `${QUEUE}/tickets/rubis.nothing/recall`, undefined, {}, 401, /credential is required/],
    ['POST', `${QUEUE}/tickets/rubis.nothing/cancel`, undefined, {}, 404, /No ticket in this queue/],
    ['POST', `${QUEUE}/tickets/rubis.nothing/cancel`, undefined, UNKNOWN, 401, /unknown or no longer valid/],
    ['GET', `${QUEUE}/tickets?limit=5&limit=6`, undefined, {}, 400, /"limit" must not be repeated/],
    ['GET', `${QUEUE}/tickets?limit=0`, undefined, {}, 400, /"limit" must be an integer from 1 to 1000/],
    ['GET', `${QUEUE}/tickets?state=lost`, undefined, {}, 400, /one of waiting, called, no-show/],
    ['GET', `${QUEUE}/tickets?sort=x`, undefined, {}, 400, /"sort" is unknown/],
    ['GET', `${QUEUE}/statistics`, undefined, {}, 401, /credential is required/],
    ['GET', '/api/queues/saphir', undefined, {}, 404, /this process serves "rubis"/],
    ['GET', '/api/tickets/rubis.nothing', undefined, {}, 404, /mistyped/],
  ])('should answer %s %s with %j', async (method, path, body, headers, status, detail) => {
    const answer = method === 'GET' ? await app.get(path, headers) : await app.post(path, body, headers);
    expect([answer.status, answer.headers['content-type']]).toEqual([status, expect.stringContaining('problem+json')]);
    expect(answer.json().detail).toMatch(detail);
    if (status === 401) expect(answer.headers['www-authenticate']).toContain('Bearer');
  });

  it('should redirect requests for tickets of another queue', async () => {
    const answer = await app.get('/api/tickets/saphir.AAAAAAAAAAAAAAAAAAAAAA');
    expect([answer.status, answer.headers.location]).toEqual([
      308,
      '/api/queues/saphir/tickets/saphir.AAAAAAAAAAAAAAAAAAAAAA',
    ]);
  });

  it('should export metrics of waiting people, actions and times', async () => {
    const metrics = await app.metrics();
    expect(metrics).toMatch(/^kiosque_queue_waiting\{queue="rubis"\} \d+$/m);
    expect(metrics).toContain('kiosque_queue_stale{queue="rubis"} 0');
    expect(metrics).toContain(
      'kiosque_queue_tickets_total{queue="rubis",action="issue",priority="reduced-mobility"} 1',
    );
    expect(metrics).toContain(
      'kiosque_queue_tickets_total{queue="rubis",action="recall",priority="reduced-mobility"} 0',
    );
    expect(metrics).toContain('kiosque_queue_service_seconds_count{queue="rubis"} 4');
    expect(metrics).toContain('route="/api/queues/:queue/tickets"');
  });
});

describe('The classic interface', () => {
  it('should take, call and list under the path of the queue, and reject GET for changes', async () => {
    const app = await start();
    expect((await app.post('/rubis/get_ticket')).json()).toMatchObject({ ticket: 'R-001', state: 'waiting' });
    expect((await app.post('/rubis/get_ticket')).json()).toMatchObject({ ticket: 'R-002' });
    expect((await app.get('/rubis/list_tickets')).json()).toMatchObject({ waiting: 2, tickets: ['R-001', 'R-002'] });
    for (const name of ['get_ticket', 'call_ticket']) {
      const refused = await app.get(`/rubis/${name}`);
      expect([refused.status, refused.headers.allow]).toEqual([405, 'OPTIONS, POST']);
      expect(refused.json().detail).toContain(`use POST /rubis/${name}`);
    }
    expect((await app.post('/rubis/call_ticket')).status).toBe(401);
    expect((await app.post('/rubis/call_ticket', undefined, desk)).json()).toEqual({ ticket: 'R-001', counter: '1' });
    expect((await app.post('/rubis/call_ticket?counter=B', undefined, desk)).json()).toMatchObject({ ticket: 'R-002' });
    expect((await app.post('/rubis/call_ticket', undefined, desk)).json()).toEqual({ ticket: null, counter: null });
    // Whom it called is done with: nobody stays on the display.
    expect((await app.get(`${QUEUE}/tickets?state=called`)).json().total).toBe(0);
    expect((await app.get('/rubis/docs')).text).toContain('/rubis/docs/init.js');
    expect((await app.get('/rubis/openapi.json')).json().paths).toHaveProperty('/rubis/get_ticket');
    await app.close();
  });

  it('should answer GET like the classic application if allowed, but never HEAD', async () => {
    const app = await start({ environment: { QUEUE_CLASSIC_GET: 'allow' } });
    expect((await app.get('/rubis/get_ticket')).json()).toMatchObject({ ticket: 'R-001' });
    expect((await app.get('/rubis/get_ticket', {}, 'HEAD')).status).toBe(405);
    expect((await app.get('/rubis/call_ticket')).status).toBe(401);
    expect((await app.get('/rubis/call_ticket', desk)).json()).toMatchObject({ ticket: 'R-001' });
    await app.close();
  });
});
