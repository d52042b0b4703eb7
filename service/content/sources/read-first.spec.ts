import { describe, expect, it } from '@jest/globals';
import { SourceError } from './content-source.ts';
import type { SourceAnswer, SourceRequest } from './content-source.ts';
import { readFirst } from './read-first.ts';

const LIMITS = { maxBytes: 10, timeoutMs: 2000, tries: 3 };

const source = (
  read: (request: SourceRequest) => Promise<SourceAnswer>,
): { description: string; read: typeof read } => ({ description: 'a source', read });

describe('readFirst', () => {
  it('should return the first name that exists, and use only its tag', async () => {
    const asked: string[] = [];
    const answer = await readFirst(
      source(({ name, etag }) => {
        asked.push(`${name} ${etag ?? '-'}`);
        return Promise.resolve(name === 'b' ? { kind: 'unchanged' } : { kind: 'absent' });
      }),
      ['a', 'b', 'c'],
      { name: 'b', etag: 'tag' },
      LIMITS,
    );
    expect(answer.kind).toBe('unchanged');
    expect(asked).toEqual(['a -', 'b tag']);
  });

  it.each<[SourceError['failure'], number]>([
    ['unreachable', 3],
    ['timeout', 3],
    ['forbidden', 1],
    ['misconfigured', 1],
  ])('should try %s %d times', async (failure, tries) => {
    let count = 0;
    const reading = readFirst(
      source(() => Promise.reject(new SourceError(failure, String(++count)))),
      ['a'],
      undefined,
      LIMITS,
    );
    await expect(reading).rejects.toThrow(String(tries));
    expect(count).toBe(tries);
  });

  it('should not wait for a source that ignores its signal', async () => {
    const start = performance.now();
    let signal: AbortSignal | undefined;
    const reading = readFirst(
      source((request) => {
        ({ signal } = request);
        return new Promise(() => undefined);
      }),
      ['a'],
      undefined,
      { ...LIMITS, timeoutMs: 60 },
    );
    await expect(reading).rejects.toMatchObject({
      failure: 'timeout',
      message: 'a source did not respond within 0.06 s',
    });
    expect(performance.now() - start).toBeLessThan(1000);
    expect(signal?.aborted).toBe(true);
  });
});
