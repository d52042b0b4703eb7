import { describe, expect, it } from '@jest/globals';
import { AnyAccess } from './access.ts';
import { ApiKeys, newKey } from './api-keys.ts';
import { TrialKey } from './trial-key.ts';

describe(AnyAccess.name, () => {
  it('should accept every kind of credential, and report the first problem', async () => {
    const [first, second] = [new TrialKey(), new TrialKey()];
    const access = new AnyAccess([first, second]);
    for (const { key } of [first, second]) expect(await access.identify(key)).toMatchObject({ name: 'key:trial' });
    expect(await access.identify(newKey())).toBeUndefined();
    expect([access.description, access.problem]).toEqual(['a trial key, a trial key', undefined]);
    expect(access.find(TrialKey)).toBe(first);
    expect(access.find(ApiKeys)).toBeUndefined();
    expect(new AnyAccess([first, Object.assign(second, { problem: 'no file' })]).problem).toBe('no file');
  });
});
