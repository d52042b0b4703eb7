import { describe, expect, it } from '@jest/globals';
import { QueueStatistics } from './queue-statistics.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

const MINUTE = 60_000;

function event(type: TicketEvent['type'], at: number, change: Partial<Ticket> = {}): TicketEvent {
  const ticket = { issuedAt: 0, calls: 1, state: 'called', ...change } as Ticket;
  return { id: 1, at, type, ticket };
}

function of(...events: readonly TicketEvent[]): QueueStatistics {
  const statistics = new QueueStatistics();
  for (const each of events) statistics.add(each);
  return statistics;
}

describe(QueueStatistics.name, () => {
  it('should return nothing without data', () => {
    const calls = [0, 1, 2].map((minute) => event('call', minute * MINUTE));
    expect(of(...calls).estimate(0)).toBeUndefined();
    expect(of().waiting).toEqual({ count: 0, medianSeconds: 0, ninetiethSeconds: 0 });
    expect(of().noShowShare).toBe(0);
  });

  it('should estimate from the intervals between calls, for one more than the tickets ahead', () => {
    const calls = [0, 1, 3, 6, 10].map((minute) => event('call', minute * MINUTE));
    expect(of(...calls).estimate(0)).toEqual({ fromSeconds: 60, toSeconds: 180 });
    expect(of(...calls).estimate(4)).toEqual({ fromSeconds: 300, toSeconds: 900 });
  });

  it('should follow the number of open desks by the last twenty intervals', () => {
    const slow = Array.from({ length: 30 }, (_, index) => event('call', index * 10 * MINUTE));
    const fast = Array.from({ length: 20 }, (_, index) => event('call', (290 + index + 1) * MINUTE));
    expect(of(...slow, ...fast.slice(0, 14)).estimate(0)).toEqual({ fromSeconds: 60, toSeconds: 600 });
    expect(of(...slow, ...fast).estimate(0)).toEqual({ fromSeconds: 60, toSeconds: 60 });
  });

  it('should include intervals of half an hour, and treat longer ones as a closed desk', () => {
    const every = (pause: number): TicketEvent[] => [0, 1, 2, 3].map((turn) => event('call', turn * pause));
    expect(of(...every(30 * MINUTE)).estimate(0)).toEqual({ fromSeconds: 1800, toSeconds: 1800 });
    expect(of(...every(30 * MINUTE + 1)).estimate(0)).toBeUndefined();
  });

  it('should count a wait once, however often a ticket is called', () => {
    const calls = [event('call', 2 * MINUTE), event('call', 9 * MINUTE, { calls: 2 })];
    expect(of(...calls).waiting).toEqual({ count: 1, medianSeconds: 120, ninetiethSeconds: 120 });
  });

  it('should measure service from the last call, and keep the last two hundred', () => {
    const done = Array.from({ length: 300 }, (_, index) => event('complete', index * MINUTE, { calledAt: 0 }));
    expect(of(...done).serving).toEqual({ count: 200, medianSeconds: 199 * 60, ninetiethSeconds: 279 * 60 });
  });

  it('should return the share of no-shows', () => {
    expect(
      of(event('complete', 1, { calledAt: 0 }), event('no-show', 2), event('complete', 3)).noShowShare,
    ).toBeCloseTo(1 / 3);
  });

  it('should count each type of event for its own statistics, in any order', () => {
    const [issuedAt, calledAt] = [10 * MINUTE, 20 * MINUTE];
    const types = ['issue', 'recall', 'requeue', 'cancel'] as const;
    const others = types.map((type) => event(type, 30 * MINUTE, { issuedAt, calledAt }));
    const none = { count: 0, medianSeconds: 0, ninetiethSeconds: 0 };
    expect([of(...others).waiting, of(...others).serving, of(...others).noShowShare]).toEqual([none, none, 0]);
    const calls = [9, 1, 5].map((minutes) => event('call', issuedAt + minutes * MINUTE, { issuedAt }));
    expect(of(...calls).waiting).toEqual({ count: 3, medianSeconds: 300, ninetiethSeconds: 540 });
    const done = [9, 1, 5].map((minutes) => event('complete', calledAt + minutes * MINUTE, { calledAt }));
    const away = event('no-show', calledAt + 60 * MINUTE, { calledAt });
    const statistics = of(...done, event('complete', 0), away, ...others);
    expect(statistics.serving).toEqual({ count: 3, medianSeconds: 300, ninetiethSeconds: 540 });
    expect(statistics.noShowShare).toBe(1 / 5);
  });

  it('should estimate from calls only, at the same time too, and not from clocks that go back', () => {
    const minutes = [10, 10, 10, 10, 1, 2];
    const calls = minutes.map((minute) => event('call', minute * MINUTE));
    const between = calls.flatMap((call) => [call, event('complete', call.at + MINUTE / 2)]);
    // Three pauses of nothing and one of a minute.
    expect(of(...between).estimate(3)).toEqual({ fromSeconds: 0, toSeconds: 0 });
    expect(of(...calls.slice(3), event('call', 3 * MINUTE)).estimate(0)).toBeUndefined();
  });
});
