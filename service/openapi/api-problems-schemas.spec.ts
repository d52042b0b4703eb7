import { describe, expect, it } from '@jest/globals';
import { namedSchema, schemasUsedBy } from './api-problems-schemas.ts';

const INNER = namedSchema('Inner', { type: 'string' });
const OUTER = namedSchema('Outer', { type: 'array', items: INNER });
namedSchema('Unused', { type: 'integer' });

describe('named schemas', () => {
  it('should be referred to by name', () => {
    expect(OUTER).toEqual({ $ref: '#/components/schemas/Outer' });
  });

  it('should be found where they are used, directly or through each other, and not otherwise', () => {
    expect(schemasUsedBy({ paths: { '/': { schema: OUTER } } })).toEqual({
      Inner: { type: 'string' },
      Outer: { type: 'array', items: INNER },
    });
  });

  it('should be found once where one refers to itself', () => {
    const tree = namedSchema('Tree', { properties: { children: { items: { $ref: '#/components/schemas/Tree' } } } });
    expect(Object.keys(schemasUsedBy({ tree }))).toEqual(['Tree']);
  });

  it('should have one meaning each', () => {
    expect(() => namedSchema('Inner', { type: 'integer' })).toThrow('two schemas are called "Inner"');
  });
});
