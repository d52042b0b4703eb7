import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, NOON, given, issue } from '../../test/given-ticket.ts';
import { Sqlite, Standalone, ThreeNodes } from '../../test/ticket-media.ts';
import type { Medium } from '../../test/ticket-media.ts';
import { QueueFullError, TicketNotFoundError, TicketStateError } from '../ticket-queue.errors.ts';
import type { Ticket, Transition } from '../ticket.ts';
import { TRANSITIONS } from '../ticket.ts';
import { moved } from './moved.ts';
import type { TicketStore } from './ticket-store.ts';

describe.each([
  ['SQLite', new Sqlite()],
  ['Redis', new Standalone()],
  ['a Redis cluster of three nodes', new ThreeNodes()],
])('Tickets in %s', (_, medium: Medium) => {
  let store: TicketStore;
  beforeAll(() => medium.start());
  afterAll(() => medium.stop());
  beforeEach(() => {
    store = medium.store();
  });
  afterEach(() => store.close());

  it('should number tickets from 1 each day, and store all properties', async () => {
    expect(await store.snapshot(10)).toEqual({ waiting: 0, called: [], line: [], lastEventId: 0 });
    const first = await given(store);
    expect(first).toMatchObject({ number: 'R-001', sequence: 1, state: 'waiting', issuedAt: NOON, calls: 0, day: DAY });
    expect((await given(store)).number).toBe('R-002');
    expect((await given(store, { day: '2026-11-22', series: '2026-11-22' })).number).toBe('R-001');
    expect(await store.find(first.token)).toEqual({ ticket: first, ahead: 0 });
    expect(await store.issue(issue())).toMatchObject({ ticket: { number: 'R-003' }, ahead: 3 });
    expect(await store.find('nobody')).toBeUndefined();
  });

  it('should call in order of arrival, even within a millisecond and if the clock goes back', async () => {
    const tickets: Ticket[] = [];
    for (const now of [NOON, NOON, NOON, NOON - 60_000, NOON + 1]) tickets.push(await given(store, { now }));
    expect((await store.snapshot(10)).line.map(({ number }) => number)).toEqual(tickets.map(({ number }) => number));
    expect((await store.snapshot(2)).line.map(({ number }) => number)).toEqual(['R-001', 'R-002']);
    expect((await store.snapshot()).line).toEqual([]);
    expect(await store.find(tickets[3]?.token ?? '')).toMatchObject({ ahead: 3 });
    for (const { number, token } of tickets) {
      const called = await store.call({ counter: '3', now: NOON + 5000 });
      expect(called).toMatchObject({ token, number, state: 'called', counter: '3', calledAt: NOON + 5000, calls: 1 });
    }
    expect(await store.call({ counter: '3', now: NOON })).toBeUndefined();
  });

  it('should remember the last success of each task, apart from what backups include', async () => {
    expect(await store.successes()).toEqual(new Map());
    await store.recordSuccess('backup', NOON);
    expect(await store.successes()).toEqual(new Map([['backup', NOON]]));
    await given(store);
    await store.recordSuccess('close-day', NOON + 1);
    await store.recordSuccess('backup', NOON + 2);
    expect(await store.successes()).toEqual(
      new Map([
        ['backup', NOON + 2],
        ['close-day', NOON + 1],
      ]),
    );
    const counters = await store.counters();
    expect(Object.keys(counters).sort()).toEqual(['arrival', 'event', `series ${DAY}`]);
    await store.restoreCounters(counters, 1);
    expect((await store.successes()).get('backup')).toBe(NOON + 2);
    expect((await given(store)).number).toBe('R-1-002');
  });

  it('should place a class ahead by its head start, and no more', async () => {
    const early = await given(store, { now: NOON });
    const late = await given(store, { now: NOON + 9 * 60_000 });
    const urgent = await given(store, { now: NOON + 10 * 60_000, priority: 'urgent', headStartSeconds: 300 });
    expect((await store.snapshot(10)).line.map(({ token }) => token)).toEqual([early.token, urgent.token, late.token]);
  });

  it('should return the same ticket for the same request key only', async () => {
    const first = await given(store, { key: 'one' });
    expect(await given(store, { key: 'one', now: NOON + 1000 })).toEqual(first);
    await given(store, { key: 'two' });
    const called = await store.call({ counter: '1', key: 'one', now: NOON });
    expect(called?.token).toBe(first.token);
    expect(await store.call({ counter: '1', key: 'one', now: NOON + 9 })).toEqual(called);
    expect((await store.snapshot()).waiting).toBe(1);
  });

  it.each(Object.keys(TRANSITIONS) as Transition[])(
    'should allow %s only in its states, and report the others',
    async (transition) => {
      for (const from of ['waiting', 'called', 'completed', 'no-show', 'cancelled'] as const) {
        const { token } = await given(store);
        if (from !== 'waiting') await store.call({ counter: '1', now: NOON });
        const way = { completed: 'complete', 'no-show': 'no-show', cancelled: 'cancel' } as const;
        if (from in way) await store.transition(token, way[from as keyof typeof way], NOON);
        const attempt = store.transition(token, transition, NOON + 1);
        if ((TRANSITIONS[transition] as readonly string[]).includes(from)) expect((await attempt).token).toBe(token);
        else await expect(attempt).rejects.toStrictEqual(new TicketStateError(transition, from));
        const ticket = (await store.find(token))?.ticket;
        if (ticket?.state === 'waiting') await store.transition(token, 'cancel', NOON);
      }
      await expect(store.transition('nobody', transition, NOON)).rejects.toBeInstanceOf(TicketNotFoundError);
    },
  );

  it('should count each recall, and store its time', async () => {
    const { token } = await given(store);
    await store.call({ counter: '1', now: NOON + 1 });
    for (const [calls, now] of [
      [2, NOON + 2],
      [3, NOON + 3],
    ] as const) {
      const recalled = await store.transition(token, 'recall', now);
      expect(recalled).toMatchObject({ state: 'called', counter: '1', calledAt: now, calls });
    }
  });

  it('should requeue a ticket in its previous place', async () => {
    const first = await given(store);
    await given(store);
    await store.call({ counter: '1', now: NOON });
    const back = await store.transition(first.token, 'requeue', NOON);
    expect(back).toEqual({ ...first, calls: 1 });
    expect(await store.call({ counter: '2', now: NOON })).toMatchObject({ token: first.token, calls: 2 });
    await store.transition(first.token, 'no-show', NOON + 1);
    expect(await store.transition(first.token, 'requeue', NOON + 2)).toEqual({ ...first, calls: 2 });
  });

  it('should list called tickets latest first, and return missed events', async () => {
    const tickets = [await given(store), await given(store)];
    await store.call({ counter: '1', now: NOON + 1 });
    await store.call({ counter: '2', now: NOON + 2 });
    const { called, waiting, lastEventId } = await store.snapshot();
    expect({ waiting, called: called.map(({ counter }) => counter) }).toEqual({ waiting: 0, called: ['2', '1'] });
    await store.transition(tickets[0]?.token ?? '', 'complete', NOON + 3);
    const events = await store.eventsAfter(0, 100);
    expect(events.map(({ type, at, ticket: { token } }) => [type, at, token])).toEqual([
      ['issue', NOON, tickets[0]?.token],
      ['issue', NOON, tickets[1]?.token],
      ['call', NOON + 1, tickets[0]?.token],
      ['call', NOON + 2, tickets[1]?.token],
      ['complete', NOON + 3, tickets[0]?.token],
    ]);
    expect(await store.find(tickets[0]?.token ?? '')).toEqual({ ticket: events[4]?.ticket, ahead: 0 });
    expect(events.at(-1)?.id).toBe(lastEventId + 1);
    expect(await store.eventsAfter(events[2]?.id ?? 0, 100)).toEqual(events.slice(3));
    expect(await store.eventsAfter(0, 2)).toEqual(events.slice(0, 2));
  });

  it('should delete only tickets that ended before a day', async () => {
    const first = await given(store);
    const call = () => store.call({ counter: '1', key: 'call', now: NOON });
    expect((await call())?.token).toBe(first.token);
    const called = await given(store, { day: '2026-11-20' });
    await store.call({ counter: '1', now: NOON });
    const old = await given(store, { day: '2026-11-20', key: 'old' });
    const waits = await given(store, { day: '2026-11-20', key: 'waits' });
    const today = await given(store, { key: 'today' });
    for (const { token } of [old, today]) {
      await store.transition(token, 'cancel', NOON);
    }
    expect(await store.purge(DAY)).toBe(1);
    expect(await store.find(old.token)).toBeUndefined();
    expect((await store.find(called.token))?.ticket.state).toBe('called');
    expect((await store.find(waits.token))?.ticket.state).toBe('waiting');
    expect((await store.find(today.token))?.ticket.state).toBe('cancelled');
    // The keys of before that day are forgotten, even of a ticket that still waits.
    for (const [key, { token }, isKept] of [
      ['old', old, false],
      ['waits', waits, false],
      ['today', today, true],
    ] as const)
      expect([key, (await given(store, { key })).token === token]).toEqual([key, isKept]);
    expect((await call())?.token).toBe(first.token);
  });

  it('should restore the tickets of another store, continue its numbers, and mark those that may have been issued', async () => {
    const [called, completed] = [await given(store), await given(store)];
    const [cancelled, waiting] = [await given(store), await given(store, { priority: 'urgent' })];
    for (let turn = 0; turn < 2; turn++) await store.call({ counter: '1', now: NOON });
    await store.transition(completed.token, 'complete', NOON + 1);
    await store.transition(cancelled.token, 'cancel', NOON + 1);
    const saved: Ticket[] = [];
    for await (const page of store.tickets()) saved.push(...page);
    const counters = await store.counters();
    expect(counters).toMatchObject({ [`series ${DAY}`]: 4, event: 8 });

    const other = medium.store();
    const own = await given(other);
    expect(await other.restoreTickets(saved)).toBe(4);
    expect(await other.restoreTickets(saved)).toBe(0);
    await other.restoreCounters(counters, 1430);
    for (const { token } of [called, completed, cancelled, waiting]) {
      expect((await other.find(token))?.ticket).toEqual((await store.find(token))?.ticket);
    }
    const restored = await other.snapshot(10);
    expect(restored.line.map(({ token }) => token)).toEqual([own.token, waiting.token]);
    expect(restored.called.map(({ token }) => token)).toEqual([called.token]);
    expect(await given(other)).toMatchObject({ number: 'R-1430-005', sequence: 5 });
    expect(await given(other, { series: '2026-11-22' })).toMatchObject({ number: 'R-001' });
    expect((await other.call({ counter: '2', now: NOON }))?.number).toBe('R-001');
    // To the microsecond, after a change as well.
    const { order } = waiting;
    expect(await other.call({ counter: '2', now: NOON })).toMatchObject({ token: waiting.token, order });
    await other.close();
  });

  it('should continue its own numbers after restoring an older backup', async () => {
    await given(store);
    const counters = await store.counters();
    await given(store, { now: NOON + 60_000 });
    const own = await store.counters();
    await store.restoreCounters(counters, 1430);
    expect(await store.counters()).toEqual({ ...own, event: (own['event'] ?? 0) + 1 });
    expect(await given(store)).toMatchObject({ number: 'R-1430-003', order: (NOON + 60_000) * 1000 + 1 });

    const latest = await store.counters();
    const other = medium.store();
    await other.restoreCounters(latest, 1430);
    expect(await other.counters()).toEqual({ ...latest, event: (latest['event'] ?? 0) + 1 });
    await other.close();
  });

  it('should continue well above an issued number that it has lost', async () => {
    expect(await given(store, { above: 41 })).toMatchObject({ number: 'R-141' });
    expect(await given(store, { above: 141 })).toMatchObject({ number: 'R-142' });
    expect(await given(store, { above: 7 })).toMatchObject({ number: 'R-143' });
    expect(await given(store, { above: 144 })).toMatchObject({ number: 'R-244' });
  });

  it('should issue no tickets when full, but return those already issued', async () => {
    const [first] = [await given(store, { maxWaiting: 2, key: 'one' }), await given(store, { maxWaiting: 2 })];
    await expect(given(store, { maxWaiting: 2 })).rejects.toBeInstanceOf(QueueFullError);
    expect(await given(store, { maxWaiting: 2, key: 'one' })).toEqual(first);
    await store.call({ counter: '1', now: NOON });
    expect(await given(store, { maxWaiting: 2 })).toMatchObject({ number: 'R-003' });
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => given(store, { maxWaiting: 10 })));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(8);
  });

  it('should give each ticket to one desk only under concurrent calls', async () => {
    const issued = await Promise.all(Array.from({ length: 60 }, () => given(store)));
    const called = await Promise.all(
      Array.from({ length: 70 }, (_unused, desk) => store.call({ counter: String(desk), now: NOON })),
    );
    const tokens = called.flatMap((ticket) => ticket?.token ?? []);
    expect(new Set(tokens).size).toBe(60);
    expect(new Set(issued.map(({ sequence }) => sequence)).size).toBe(60);
  });

  it('should behave like a plain list under random operations', async () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('issue' as const), headStart: fc.constantFrom(0, 0, 60), after: fc.nat(90_000) }),
      fc.record({ kind: fc.constant('call' as const) }),
      fc.record({ kind: fc.constantFrom(...(Object.keys(TRANSITIONS) as Transition[])), pick: fc.nat(30) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
        const subject = medium.store();
        const model: Ticket[] = [];
        let now = NOON;
        for (const asked of operations) {
          if (asked.kind === 'issue') {
            now += asked.after;
            model.push(await given(subject, { now, headStartSeconds: asked.headStart }));
          } else if (asked.kind === 'call') {
            const [next] = model.filter(({ state }) => state === 'waiting').sort(inLine);
            const called = await subject.call({ counter: '1', now });
            expect(called?.token).toBe(next?.token);
            if (called) model[model.findIndex(({ token }) => token === called.token)] = called;
          } else if ('pick' in asked) {
            const index = asked.pick % Math.max(model.length, 1);
            const ticket = model[index];
            if (ticket === undefined) continue;
            const allowed = (TRANSITIONS[asked.kind] as readonly string[]).includes(ticket.state);
            const after = allowed ? moved(ticket, asked.kind, now) : ticket;
            const answer = await subject.transition(ticket.token, asked.kind, now).catch((error: unknown) => error);
            expect(answer).toEqual(allowed ? after : expect.any(TicketStateError));
            model[index] = after;
          }
        }
        const line = model.filter(({ state }) => state === 'waiting').sort(inLine);
        expect((await subject.snapshot(100)).line).toEqual(line);
        const called = model.filter(({ state }) => state === 'called').sort(lastCalled);
        expect(await subject.snapshot()).toMatchObject({ waiting: line.length, called });
        const placed = await Promise.all(line.map(({ token }) => subject.find(token)));
        expect(placed.map((each) => each?.ahead)).toEqual(line.map((_ticket, index) => index));
        expect(model.map(({ sequence }) => sequence)).toEqual(model.map((_ticket, index) => index + 1));
        await subject.close();
      }),
      { numRuns: 40 },
    );
  });
});

function lastCalled(a: Ticket, b: Ticket): number {
  return (b.calledAt ?? 0) - (a.calledAt ?? 0) || (a.token < b.token ? 1 : -1);
}

function inLine(a: Ticket, b: Ticket): number {
  return a.order - b.order || (a.token < b.token ? -1 : 1);
}
