import { describe, expect, it } from '@jest/globals';
import { parseDate } from '../../content/collections/date.ts';
import type { DateRange } from '../../content/collections/date.ts';
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
  ])('should format %s in words', (text, french, english) => {
    expect(fr.relative(range(text)).replace("'", '’')).toBe(french);
    expect(en.relative(range(text))).toBe(english);
  });

  it('should format days independently of the time zone, and moments in the time zone', () => {
    expect(new Dates('fr', 'Pacific/Honolulu', NOW).full(range('2026-02-15'))).toBe('dimanche 15 février 2026');
    expect(fr.full(range('2026-02-15T23:30:00Z'))).toBe('lundi 16 février 2026, 00:30');
    expect(en.long(range('2026-02-15'))).toBe('15 February 2026');
    expect(fr.machine(range('2026-02-15'))).toBe('2026-02-15');
  });

  it.each([
    ['Europe/Paris', '2026-11-20T23:00:00Z'],
    ['UTC', '2026-11-21T00:00:00Z'],
    ['Pacific/Honolulu', '2026-11-21T10:00:00Z'],
  ])('should return the start of the next day in %s', (timeZone, expected) => {
    expect(new Dates('fr', timeZone, NOW).nextChange([])).toBe(Date.parse(expected));
  });

  it.each([
    ['2026-11-20T22:40:00Z', undefined, '2026-11-20T22:40:00Z'],
    ['2026-11-20T22:00:00Z', '2026-11-20T22:45:00Z', '2026-11-20T22:45:00.001Z'],
    ['2026-11-20T20:00:00Z', '2026-11-20T21:00:00Z', '2026-11-20T23:00:00Z'],
    ['2026-11-20', '2026-11-22', '2026-11-20T23:00:00Z'],
  ])('should return when an item from %s to %s begins or ends', (start, end, expected) => {
    const span = { start: range(start), end: end === undefined ? undefined : range(end) };
    expect(fr.nextChange([span])).toBe(Date.parse(expected));
  });

  // It is 23:30 on 20 November.
  it.each([
    ['2026-11-20', undefined, false, false],
    ['2026-11-19', undefined, true, false],
    ['2026-11-20T08:00:00+01:00', undefined, false, false],
    ['2026-11-19T23:00:00+01:00', undefined, true, false],
    ['2026-11-20T08:00:00+01:00', '2026-11-20T12:00:00+01:00', true, false],
    ['2026-11-20T08:00:00+01:00', '2026-11-20T23:45:00+01:00', false, true],
    ['2026-11-06', '2026-12-01', false, true],
    ['2026-11-06', '2026-11-20', false, true],
    ['2026-11-06', '2026-11-19', true, false],
    ['2026-11-21', '2026-11-22', false, false],
  ])('should determine whether an item from %s to %s is over or ongoing', (start, end, isOver, isUnderWay) => {
    const span = { start: range(start), end: end === undefined ? undefined : range(end) };
    expect([fr.isOver(span), fr.isUnderWay(span)]).toEqual([isOver, isUnderWay]);
  });

  it('should format the first of a month as "1er" in French, and years unabbreviated', () => {
    expect(fr.full(range('2027-03-01'))).toBe('lundi 1er mars 2027');
    expect(fr.long(range('2027-03-11'))).toBe('11 mars 2027');
    expect(fr.moment(Date.parse('2027-03-01T09:00:00Z'))).toBe('1er mars 2027 à 10:00');
    expect(en.full(range('2027-03-01'))).toBe('Monday, 1 March 2027');
    expect(fr.long(range('0001-01-15'))).toBe('15 janvier 1');
    expect(fr.year(range('0099-06-01'))).toBe('99');
    expect(fr.until(range('2026-12-01'))).toBe('1er décembre');
    expect(fr.until(range('2027-12-02'))).toBe('2 décembre 2027');
    expect(fr.until(range('2026-11-20T23:45:00+01:00'))).toBe('23:45');
  });
});
