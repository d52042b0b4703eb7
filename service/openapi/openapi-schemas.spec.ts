import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { OpenApiSchemas } from './openapi-schemas.ts';

const WORD = z.string().max(5).meta({ description: 'A word.', example: 'a' });
const INNER = z.string().nullable().meta({ id: 'Inner', description: 'Inside.', example: 'i' });
const OUTER = z.object({ inner: z.array(INNER), word: WORD }).meta({ id: 'Outer' });

describe('the schemas of the description', () => {
  it('should be referenced by name, and included only if they are used', () => {
    const schemas = new OpenApiSchemas();
    expect(schemas.convert(OUTER)).toEqual({ $ref: '#/components/schemas/Outer' });
    expect(schemas.components).toEqual({
      Inner: { type: 'string', nullable: true, description: 'Inside.', example: 'i' },
      Outer: {
        type: 'object',
        required: ['inner', 'word'],
        properties: {
          inner: { type: 'array', items: { $ref: '#/components/schemas/Inner' } },
          word: { type: 'string', maxLength: 5, description: 'A word.', example: 'a' },
        },
      },
    });
  });

  it('should stand in place when they have no name, and as well inside others', () => {
    const schemas = new OpenApiSchemas();
    expect(schemas.convert(WORD)).toMatchObject({ type: 'string', maxLength: 5 });
    expect(schemas.components).toEqual({});
    expect(schemas.convert(z.array(INNER))).toMatchObject({
      type: 'array',
      items: { $ref: '#/components/schemas/Inner' },
    });
    expect(schemas.components).toMatchObject({ Inner: { example: 'i' } });
    schemas.convert(OUTER);
    expect(schemas.components).toMatchObject({ Outer: { properties: { word: { type: 'string', example: 'a' } } } });
  });

  it('should be described as they are sent: integers and moments by their type, defaults not required, others refused', () => {
    const request = z.strictObject({ at: z.iso.datetime(), count: z.int(), limit: z.int().min(1).max(9).default(3) });
    expect(new OpenApiSchemas().convert(request)).toEqual({
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

  it('should have one meaning each', () => {
    const schemas = new OpenApiSchemas();
    schemas.convert(OUTER);
    expect(() => schemas.convert(z.int().meta({ id: 'Inner' }))).toThrow('two schemas are named "Inner"');
  });
});
