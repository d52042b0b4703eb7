import { describe, expect, it } from '@jest/globals';
import { isSchedule } from './is-schedule.ts';

describe(isSchedule.name, () => {
  it.each([
    '* * * * *',
    '*/15 * * * *',
    '30 4 * * *',
    '*/15 0-23 * * 1,5',
    '0 4 * * MON-FRI',
    '0 4 * * sun,wed',
    '0 4 * * SAT,SUN',
    '0 4 * * SUN-TUE',
    '5-59/15 * * * *',
    '0  4 1 JUL *',
    '0 4 1 JAN,JUL *',
    '7 7 7 7 *',
    '0 4 29 2 *',
  ])('should accept %s', (text) => {
    expect(isSchedule(text)).toBe(true);
  });

  it.each([
    ['a minute and an hour that do not exist', '99 99 * * *'],
    ['a minute too many', '60 4 * * *'],
    ['day zero', '0 4 0 * *'],
    ['a thirteenth month', '0 4 * 13 *'],
    ['a date that never occurs', '0 4 30 2 *'],
    ['an invalid name', '0 4 * * MONDAY-FRI'],
    ['a step of nothing', '*/0 * * * *'],
    ['a range that ends before it begins', '0 5-1 * * *'],
    ['four fields', '0 4 * *'],
    ['seconds', '0 0 4 * * *'],
    ['a word', 'daily'],
    ['nothing', ''],
    ['a macro', '@daily'],
    ['the last day', '0 4 L * *'],
    ['the last Friday', '0 4 * * 5L'],
    ['the nearest weekday', '0 4 15W * *'],
    ['the second Monday', '0 4 * * MON#2'],
    ['a question mark', '0 4 ? * *'],
    ['a seventh day, which Kubernetes calls 0', '0 4 * * 7'],
    ['a range to it', '0 4 * * 1-7'],
    ['it with a leading zero', '0 4 * * 07'],
    ['a range to it with leading zeros', '0 4 * * 1-007'],
    ['it with a trailing space', '0 4 * * 7 '],
    ['a range that ends on Sunday, which is 0', '0 4 * * SAT-SUN'],
    ['a week that ends on Sunday', '0 4 * * mon-sun/2'],
    ['the last Friday by name', '0 4 * * FRIL'],
    ['a leading space', ' 0 4 * * *'],
    ['a trailing line break', '0 4 * * *\n'],
    ['a range with a step that skips its end, which is too many', '0-60/31 * * * *'],
    ['a step from a single minute', '5/15 * * * *'],
    ['a step longer than the field', '*/100 * * * *'],
  ])('should reject %s', (_, text) => {
    expect(isSchedule(text)).toBe(false);
  });
});
