import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { ProblemError } from './problems/problem.ts';
import { readQuery } from './read-query.ts';

const SCHEMA = z.strictObject({
  from: z.string().optional(),
  limit: z.coerce.number('must be an integer').int('must be an integer').default(100),
});

describe(readQuery.name, () => {
  it.each([
    ['', { limit: 100 }],
    ['limit=7', { limit: 7 }],
    ['from=a%20b&limit=7', { from: 'a b', limit: 7 }],
  ])('should read %j', (query, expected) => {
    expect(readQuery(SCHEMA, new URLSearchParams(query))).toEqual(expected);
  });

  it.each([
    ['limit=1&limit=2', 'limit', /must not be repeated/],
    ['limit=x', 'limit', /must be an integer/],
    ['limit=1.5', 'limit', /must be an integer/],
    ['until=1', 'until', /is unknown: from and limit are allowed/],
    ['limit=x&until=1', 'until', /is unknown/],
    ['__proto__=1', '__proto__', /is unknown/],
  ])('should refuse %j, naming the parameter %s', (query, parameter, message) => {
    const read = (): unknown => readQuery(SCHEMA, new URLSearchParams(query));
    expect(read).toThrow(ProblemError);
    expect(read).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
    expect(read).toThrow(expect.objectContaining({ message: expect.stringContaining(parameter) }));
  });
});
