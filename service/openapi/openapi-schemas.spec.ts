import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { namedSchema, schemaOf } from './named-schema.ts';
import { resolveSchemas } from './openapi-schemas.ts';

const WORD = z.string().max(5).meta({ description: 'A word.', example: 'a' });
const INNER = namedSchema('Inner', z.string().nullable().meta({ description: 'Inside.', example: 'i' }));
const OUTER = namedSchema('Outer', z.object({ inner: z.array(INNER), word: WORD }));
namedSchema('Unused', z.int());

describe('the schemas of the description', () => {
  it('should be referenced by name', () => {
    expect(schemaOf(OUTER)).toEqual({ $ref: '#/components/schemas/Outer' });
  });

  it('should be included only if they are used, directly or indirectly', () => {
    const inner = { $ref: '#/components/schemas/Inner' };
    expect(resolveSchemas({ '/': { schema: schemaOf(OUTER) } })).toEqual({
      described: { '/': { schema: { $ref: '#/components/schemas/Outer' } } },
      schemas: {
        Inner: { type: 'string', nullable: true, description: 'Inside.', example: 'i' },
        Outer: {
          type: 'object',
          required: ['inner', 'word'],
          properties: {
            inner: { type: 'array', items: inner },
            word: { type: 'string', maxLength: 5, description: 'A word.', example: 'a' },
          },
        },
      },
    });
  });

  it('should be inlined if they have no name, also in other schemas', () => {
    const list = z.array(INNER);
    const { described, schemas } = resolveSchemas({
      word: schemaOf(WORD),
      list: schemaOf(list),
      outer: schemaOf(OUTER),
    });
    expect(described).toMatchObject({
      word: { type: 'string', maxLength: 5 },
      list: { type: 'array', items: { $ref: '#/components/schemas/Inner' } },
    });
    expect(schemas).toMatchObject({ Inner: {}, Outer: { properties: { word: { type: 'string', example: 'a' } } } });
  });

  it('should describe the wire format: types of integers and date-times, optional defaults, no unknown fields', () => {
    const request = z.strictObject({ at: z.iso.datetime(), count: z.int(), limit: z.int().min(1).max(9).default(3) });
    expect(resolveSchemas(schemaOf(request)).described).toEqual({
      type: 'object',
      required: ['at', 'count'],
      properties: {
        at: { type: 'string', format: 'date-time' },
        count: { type: 'integer' },
        limit: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
      },
      additionalProperties: false,
    });
  });

  it('should not share a name', () => {
    expect(() => namedSchema('Inner', z.int())).toThrow('two schemas are named "Inner"');
  });
});
