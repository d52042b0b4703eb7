import { describe, expect, it } from '@jest/globals';
import { Ledger } from './ledger.ts';

describe('Ledger', () => {
  it('should find no problem in tickets that are taken, called and finished', () => {
    const ledger = new Ledger('run');
    ledger.taken('a', 'R-001');
    ledger.called('a', 'R-001');
    ledger.moved('a', 'completed');
    ledger.settle();
    ledger.verify('a', { number: 'R-001', state: 'completed' });
    expect([ledger.figures.tickets, ledger.problems]).toEqual([1, []]);
  });

  it('should accept a call whose response arrives before that of the taker', () => {
    const ledger = new Ledger('run');
    ledger.called('a', 'R-001');
    ledger.taken('a', 'R-001');
    ledger.settle();
    ledger.verify('a', { number: 'R-001', state: 'called' });
    expect(ledger.problems).toEqual([]);
  });

  it.each<[string, (ledger: Ledger) => void, object, string]>([
    [
      'a number issued twice',
      (it) => {
        it.taken('b', 'R-001');
      },
      { ticketsDoubled: 1 },
      'run: ticket R-001 was issued twice.',
    ],
    [
      'a token issued twice',
      (it) => {
        it.taken('a', 'R-002');
      },
      { ticketsDoubled: 1 },
      'run: ticket R-002 was issued twice.',
    ],
    [
      'a ticket called twice',
      (it) => {
        it.called('a', 'R-001');
        it.called('a', 'R-001');
      },
      { ticketsDoubled: 1 },
      'run: ticket R-001 was called again while called.',
    ],
    [
      'a ticket that nobody took',
      (it) => {
        it.called('b', 'R-002');
        it.settle();
      },
      { ticketsDoubled: 1 },
      'run: ticket R-002 was called, but nobody took it.',
    ],
    [
      'a missing ticket',
      (it) => {
        it.verify('a', undefined);
      },
      { ticketsLost: 1 },
      'run: ticket R-001 is missing.',
    ],
    [
      'a lost transition',
      (it) => {
        it.called('a', 'R-001');
        it.verify('a', { number: 'R-001', state: 'waiting' });
      },
      { ticketsLost: 1 },
      'run: ticket R-001 is waiting as R-001, but was last acknowledged as called.',
    ],
    [
      'another number',
      (it) => {
        it.verify('a', { number: 'R-009', state: 'waiting' });
      },
      { ticketsLost: 1 },
      'run: ticket R-001 is waiting as R-009, but was last acknowledged as waiting.',
    ],
  ])('should report %s', (_, act, figures, problem) => {
    const ledger = new Ledger('run');
    ledger.taken('a', 'R-001');
    act(ledger);
    expect(ledger.figures).toMatchObject(figures);
    expect(ledger.problems).toEqual([problem]);
  });

  it('should count every problem, and keep the first five sentences of a kind', () => {
    const ledger = new Ledger('run');
    for (let index = 0; index < 9; index++) ledger.report('lost', `request ${String(index)}.`);
    ledger.report('refused', 'another.');
    expect(ledger.figures).toMatchObject({ lost: 9, refused: 1 });
    expect(ledger.problems).toHaveLength(6);
    expect(ledger.problems.at(-1)).toBe('run: another.');
  });
});
