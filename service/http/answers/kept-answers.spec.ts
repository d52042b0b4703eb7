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
});
