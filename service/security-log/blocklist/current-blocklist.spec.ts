import { describe, expect, it } from '@jest/globals';
import { CurrentBlocklist } from './current-blocklist.ts';
import type { BlocklistStore, StoredBlocklist } from './store/blocklist-store.ts';

const of = (revision: number): StoredBlocklist => ({ revision, record: undefined, entries: [], held: [] });

/** A list whose storage answers when the test says so. */
function given(): { current: CurrentBlocklist; answers: ((stored: StoredBlocklist) => void)[] } {
  const answers: ((stored: StoredBlocklist) => void)[] = [];
  const read = (): Promise<StoredBlocklist> => new Promise((resolve) => answers.push(resolve));
  return { current: new CurrentBlocklist({ read } as unknown as BlocklistStore), answers };
}

describe('The current blocklist', () => {
  it('should follow a storage that lost its last changes', async () => {
    const { current, answers } = given();
    for (const revision of [7, 5]) {
      const reading = current.read();
      answers.pop()?.(of(revision));
      expect(await reading).toEqual(of(revision));
    }
  });

  it('should not go back when an earlier answer comes late', async () => {
    const { current, answers } = given();
    const [slow, fast] = [current.read(), current.read()];
    answers[1]?.(of(8));
    expect(await fast).toEqual(of(8));
    answers[0]?.(of(7));
    expect(await slow).toEqual(of(8));
  });
});
