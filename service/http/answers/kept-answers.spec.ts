import { describe, expect, it } from '@jest/globals';
import { KeptAnswers } from './kept-answers.ts';
import { PreparedAnswer } from './prepared-answer.ts';
import type { Representation } from './representation.ts';

const representation: Representation = {
  route: '/x',
  mediaType: 'text/plain',
  body: Buffer.from('text'),
  etag: 'W/"x"',
  lastModified: undefined,
  headers: {},
  freshness: undefined,
  validUntil: Infinity,
};
const prepared = (): PreparedAnswer => new PreparedAnswer(representation, 'identity', representation.body, 1);

describe(KeptAnswers.name, () => {
  it('should retry a failed encoding, and cache a successful one', async () => {
    const kept = new KeptAnswers(1_000_000).keep('a', representation);
    await expect(kept.coded('br', () => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
    const answer = prepared();
    expect(await kept.coded('br', () => Promise.resolve(answer))).toBe(answer);
    expect(await kept.coded('br', () => Promise.resolve(prepared()))).toBe(answer);
  });

  it('should keep answering a request that is now registered for another representation', () => {
    const answers = new KeptAnswers(1_000_000);
    const [first, second] = [answers.keep('a', representation), answers.keep('b', representation)];
    const [old, current] = [prepared(), prepared()];
    first.answers('/x', old);
    second.answers('/x', current);
    answers.keep('a', representation);
    expect(answers.find('/x')).toBe(current);
    answers.keep('b', representation);
    expect(answers.find('/x')).toBeUndefined();
  });

  it('should forget a request of two representations whichever is replaced first', () => {
    const answers = new KeptAnswers(1_000_000);
    const [first, second] = [answers.keep('a', representation), answers.keep('b', representation)];
    first.answers('/x', prepared());
    second.answers('/x', prepared());
    answers.keep('b', representation);
    answers.keep('a', representation);
    expect(answers.find('/x')).toBeUndefined();
  });

  it('should count the body, the name, the codings and the requests, each once', async () => {
    const answers = new KeptAnswers(1_000_000);
    const kept = answers.keep('ab', representation);
    const own = 'text'.length + 2 * 'ab'.length + 4 * 256;
    expect([kept.bytes, answers.bytes]).toEqual([own, own]);
    const answer = prepared();
    await kept.coded('br', () => Promise.resolve(answer));
    for (let turn = 0; turn < 2; turn++) kept.answers('/x', answer);
    const total = own + answer.size + 2 * '/x'.length + 256;
    expect([kept.bytes, answers.bytes]).toEqual([total, total]);
  });

  it('should neither count nor answer for a representation that was replaced', async () => {
    const answers = new KeptAnswers(1_000_000);
    const replaced = answers.keep('a', representation);
    const { bytes } = answers.keep('a', representation);
    const answer = await replaced.coded('br', () => Promise.resolve(prepared()));
    replaced.answers('/x', answer);
    expect([answers.bytes, answers.find('/x')]).toEqual([bytes, undefined]);
  });

  it('should keep 64 requests per representation, and forget the oldest', () => {
    const answers = new KeptAnswers(1_000_000);
    const kept = answers.keep('a', representation);
    const answer = prepared();
    const known = (): number[] =>
      Array.from({ length: 66 }, (_, index) => index).filter((index) => answers.find(`/${String(index + 10)}`));
    for (let index = 0; index < 64; index++) kept.answers(`/${String(index + 10)}`, answer);
    expect(known()).toHaveLength(64);
    const { bytes } = answers;
    kept.answers('/74', answer);
    expect([known()[0], known().length, answers.bytes]).toEqual([1, 64, bytes]);
    // A repeated request forgets none.
    kept.answers('/74', answer);
    expect(known()).toHaveLength(64);
    kept.answers('/75', answer);
    expect([known()[0], known().length, answers.bytes]).toEqual([2, 64, bytes]);
  });

  describe('at its limit', () => {
    const each = 'text'.length + 2 + 4 * 256;
    const names = (answers: KeptAnswers): string[] =>
      ['a', 'b', 'c', 'd'].filter((name) => answers.representation(name) !== undefined);

    it('should evict the oldest as soon as the limit is exceeded, and not before', () => {
      const answers = new KeptAnswers(2 * each);
      answers.keep('a', representation).answers('/', prepared());
      expect(answers.find('/')).toBeDefined();
      answers.keep('a', representation);
      answers.keep('b', representation);
      expect(answers.bytes).toBe(2 * each);
      answers.keep('c', representation);
      expect(answers.bytes).toBe(2 * each);
      expect(names(answers)).toEqual(['b', 'c']);
    });

    it.each([
      ['its name', (answers: KeptAnswers) => answers.representation('a')],
      ['a request', (answers: KeptAnswers) => answers.find('/x')],
    ])('should spare one that was used by %s, until the others had their turn', (_, use) => {
      const answers = new KeptAnswers(3 * each + 400);
      const kept = new Map([['a', answers.keep('a', representation)]]);
      kept.get('a')?.answers('/x', prepared());
      expect(use(answers)).toBeDefined();
      const left = (...added: readonly string[]): string[] => {
        for (const name of added) kept.set(name, answers.keep(name, representation));
        return [...kept].filter(([name, one]) => answers.has(name, one)).map(([name]) => name);
      };
      expect(left('b', 'c')).toEqual(['a', 'b', 'c']);
      expect(left('d')).toEqual(['a', 'c', 'd']);
      expect(left('e')).toEqual(['a', 'd', 'e']);
      expect(left('f')).toEqual(['a', 'e', 'f']);
      expect(left('g')).toEqual(['e', 'f', 'g']);
    });

    it('should evict the oldest if all were used', () => {
      const answers = new KeptAnswers(2 * each);
      for (const name of ['a', 'b']) answers.keep(name, representation);
      expect(names(answers)).toEqual(['a', 'b']);
      answers.keep('c', representation);
      answers.keep('d', representation);
      expect(answers.bytes).toBe(2 * each);
      expect(names(answers)).toHaveLength(2);
    });
  });
});
