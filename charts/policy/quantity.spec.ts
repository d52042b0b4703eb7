import { describe, expect, it } from '@jest/globals';
import { quantity } from './quantity.ts';

describe(quantity.name, () => {
  it.each([
    [undefined, 0],
    [null, 0],
    [1.5, 1.5],
    ['0.5', 0.5],
    ['-1', -1],
    ['250m', 0.25],
    ['2k', 2000],
    ['1e3', 1000],
    ['12E-2', 0.12],
    ['1e10', 1e10],
    ['1M', 1e6],
    ['1Mi', 2 ** 20],
    ['2Gi', 2 ** 31],
    ['1E', 1e18],
    ['1Ei', 2 ** 60],
    ['1Pi', 2 ** 50],
    ['1P', 1e15],
  ])('should read %j as %d', (given, expected) => {
    expect(quantity(given)).toBeCloseTo(expected);
  });

  it.each(['', 'Mi', '1mi', '1 Gi', 'Infinity', '1e', 'x1', {}, ['1'], true])('should return NaN for %j', (given) => {
    expect(quantity(given)).toBeNaN();
  });
});
