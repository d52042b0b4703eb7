import { describe, expect, it } from '@jest/globals';
import { Description } from './description.ts';
import type { FuzzCase } from './fuzz-case.ts';
import type { GeneratorContext } from './openapi.generator.ts';
import { GENERATORS, caseOf } from './raw.generator.ts';
import type { GeneratorName } from './raw.generator.ts';
import { ATTACKING_TARGETS, COLLIDING_PATHS, TOKEN_TARGETS } from './targets.ts';

const description = new Description({
  paths: {
    '/api/{collection}/{id}': {
      get: {
        parameters: [
          { name: 'collection', in: 'path', schema: { type: 'string' } },
          { name: 'id', in: 'path', schema: { type: 'string' } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 1000 } },
        ],
        responses: {},
      },
    },
    '/rubis/take': { post: { requestBody: { content: { 'application/json': {} } }, responses: {} } },
  },
});
const context: GeneratorContext = {
  descriptions: { full: description, content: description },
  queue: 'rubis',
  ids: { events: ['1', '..'] },
  key: 'k'.repeat(43),
};
const ALL = Object.keys(GENERATORS) as GeneratorName[];
const REQUESTS = 24_000;

function casesOf(seed: number): readonly FuzzCase[] {
  return Array.from({ length: REQUESTS }, (_, index) => caseOf(seed, index, ALL, context));
}

describe('caseOf', () => {
  it('should return the same case for the same seed and index, regardless of earlier calls', () => {
    const later = caseOf(7, 500, ALL, context);
    caseOf(7, 3, ALL, context);
    expect(caseOf(7, 500, ALL, context)).toEqual(later);
    expect(caseOf(8, 500, ALL, context)).not.toEqual(later);
  });

  it.each([1, 2, 3, 4])('should send every listed target in a run with seed %i', (seed) => {
    const sent = casesOf(seed).flatMap(({ generator, requests }) =>
      requests.map(({ target }) => `${generator} ${target}`),
    );
    const seen = new Set(sent.map((line) => line.replace(/\?fuzz=\d+$/, '')));
    const listed = [
      ...ATTACKING_TARGETS.map(([, target]) => `targets ${target}`),
      ...COLLIDING_PATHS.map((target) => `pairs ${target}`),
      ...TOKEN_TARGETS.map((target) => `tokens ${target}`),
    ].map((line) => line.replaceAll('{queue}', 'rubis'));
    expect(listed.filter((line) => !seen.has(line))).toEqual([]);
  });

  it('should only send bytes, and a length that matches the body', () => {
    for (const { generator, pieces } of casesOf(1).slice(0, 4000)) {
      const bytes = pieces.join('');
      expect(/[^\0-\xff]/.test(bytes)).toBe(false);
      const [, length, body] = /^Content-Length: (\d+)\r\n\r\n([^]*)$/m.exec(bytes) ?? [];
      if (generator === 'openapi' && length !== undefined && !/\r\n\r\n[^]*\r\n\r\n/.test(bytes))
        expect(body).toHaveLength(Number(length));
    }
  });
});
