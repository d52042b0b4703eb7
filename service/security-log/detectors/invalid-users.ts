import { detector } from './detector.ts';
import { LIMITS } from './thresholds.ts';

/** Names of accounts that do not exist: one may be misspelled, several are guessed. */
export const invalidUsers = detector({
  name: 'invalid-users',
  kinds: ['invalid-users'],
  events: ['login'],
  detect({ outcome, user }, { client, attempts }) {
    if (outcome !== 'invalid-user' || attempts === 0) return undefined;
    const names = user === '' ? client.distinct('invalidUsers') : client.addDistinct('invalidUsers', user);
    const weight = names > LIMITS.misspelledUsers ? 0.4 : 0.1;
    return [{ kind: 'invalid-users', pattern: 'invalid-user', weight, count: attempts }];
  },
});
