import { describe, expect, it } from '@jest/globals';
import { finding } from '../../test/given-finding.ts';
import { factsIn } from './finding-filter.ts';

describe('factsIn', () => {
  it.each([
    finding(),
    finding({ first: -1.5, last: 1e21, hours: {} }),
    finding({ source: 'user:a"b\\', level: 'attack', kind: 'virus', virus: { path: '"kind":"x"', signature: 'y' } }),
    finding({
      evidence: [{ time: 1, origin: '"source":"x"', line: '{"kind":"probe","level":"attack","first":1,"hours":{}}' }],
    }),
    finding({ targets: ['kind', '"kind":', 'level'], users: ['hours":{'] }),
  ])('should read what filters look at, and no text: %j', (given) => {
    const { kind, level, source, first, last, hours } = given;
    expect(factsIn(JSON.stringify(given))).toEqual({ kind, level, source, first, last, hours });
    // As a backup of another order has it.
    const reversed = Object.fromEntries(Object.entries(given).reverse());
    expect(factsIn(JSON.stringify(reversed))).toMatchObject({ kind, source, first, last });
  });
});
