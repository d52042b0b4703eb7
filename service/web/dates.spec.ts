import { describe, expect, it } from '@jest/globals';
import { parseDate } from '../content/collections/date.ts';
import type { DateRange } from '../content/collections/date.ts';
import { Dates } from './dates.ts';

const range = (text: string): DateRange => {
  const read = parseDate(text);
  if (read === undefined) throw new Error(text);
  return read;
};
// 23:30 on 20 November in Paris.
const NOW = Date.parse('2026-11-20T22:30:00Z');
const fr = new Dates('fr', 'Europe/Paris', NOW);
const en = new Dates('en', 'Europe/Paris', NOW);

describe('Dates', () => {
  it.each([
    ['2026-11-20', 'aujourd’hui', 'today'],
    ['2026-11-21', 'demain', 'tomorrow'],
    ['2026-11-20T23:30:00Z', 'demain', 'tomorrow'],
    ['2026-11-19', 'hier', 'yesterday'],
    ['2026-11-23', 'dans 3 jours', 'in 3 days'],
    ['2026-12-11', 'dans 3 semaines', 'in 3 weeks'],
    ['2027-02-25', 'dans 3 mois', 'in 3 months'],
    ['2023-05-01', 'il y a 3 ans', '3 years ago'],
  ])('should say %s in words', (text, french, english) => {
    expect(fr.relative(range(text)).replace("'", '’')).toBe(french);
    expect(en.relative(range(text))).toBe(english);
  });

  it('should write days as they are in every time zone, and moments in the reader’s', () => {
    expect(new Dates('fr', 'Pacific/Honolulu', NOW).full(range('2026-02-15'))).toBe('dimanche 15 février 2026');
    expect(fr.full(range('2026-02-15T23:30:00Z'))).toBe('lundi 16 février 2026, 00:30');
    expect(en.long(range('2026-02-15'))).toBe('15 February 2026');
    expect(fr.machine(range('2026-02-15'))).toBe('2026-02-15');
  });

  it.each([
    ['Europe/Paris', '2026-11-20T23:00:00Z'],
    ['UTC', '2026-11-21T00:00:00Z'],
    ['Pacific/Honolulu', '2026-11-21T10:00:00Z'],
  ])('should know when the next day starts in %s', (timeZone, expected) => {
    expect(Math.abs(new Dates('fr', timeZone, NOW).nextMidnight() - Date.parse(expected))).toBeLessThanOrEqual(1000);
  });
});
