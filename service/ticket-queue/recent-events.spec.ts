import { describe, expect, it } from '@jest/globals';
import { RecentEvents } from './recent-events.ts';
import type { TicketEvent, TicketState } from './ticket.ts';

let id = 0;
function event(type: TicketEvent['type'], token: string, state: TicketState): TicketEvent {
  const fixed = { day: '2026-11-21', sequence: 1, number: token, priority: '', issuedAt: 0, order: 0, calls: 1 };
  return { id: ++id, at: 0, type, ticket: { ...fixed, token, state } };
}

describe(RecentEvents.name, () => {
  it('should list each ticket once with its last call, and no-shows until their next event', () => {
    const recent = new RecentEvents();
    recent.add([
      event('call', 'a', 'called'),
      event('no-show', 'a', 'no-show'),
      event('call', 'b', 'called'),
      event('no-show', 'b', 'no-show'),
      event('call', 'c', 'called'),
      event('complete', 'c', 'completed'),
      event('requeue', 'a', 'waiting'),
      event('recall', 'b', 'called'),
      event('no-show', 'b', 'no-show'),
    ]);
    expect(recent.calls().map(({ token, state }) => [token, state])).toEqual([
      ['b', 'called'],
      ['c', 'called'],
      ['a', 'called'],
    ]);
    expect(recent.noShows().map(({ token }) => token)).toEqual(['b']);
    expect(recent.ticket('a')?.state).toBe('waiting');
    expect(recent.ticket('d')).toBeUndefined();
  });

  it('should keep the latest thousand, and detect when later ones are missing', () => {
    const recent = new RecentEvents();
    const events = Array.from({ length: 1500 }, (_, index) => event('issue', String(index), 'waiting'));
    recent.add(events);
    const last = events.at(-1)?.id ?? 0;
    expect(recent.after(last, last)).toEqual([]);
    expect(recent.after(last - 1000, last)).toHaveLength(1000);
    expect(recent.after(last - 1001, last)).toBeUndefined();
    expect(recent.after(last + 1, last)).toBeUndefined();
    recent.clear();
    expect(recent.after(last - 1, last)).toBeUndefined();
  });
});
