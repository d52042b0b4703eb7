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
});
