import { describe, expect, it } from '@jest/globals';
import { Coalesced } from './coalesced.ts';

describe(Coalesced.name, () => {
  it('should never return a run that began before the call, and share one run between concurrent callers', async () => {
    const ends: ((value: number) => void)[] = [];
    const work = new Coalesced(() => new Promise<number>((resolve) => ends.push(resolve)));
    const first = work.run();
    const later = [work.run(), work.run()];
    expect(ends).toHaveLength(1);
    ends[0]?.(1);
    expect(await first).toBe(1);
    await Promise.resolve();
    expect(ends).toHaveLength(2);
    const last = work.run();
    ends[1]?.(2);
    expect(await Promise.all(later)).toEqual([2, 2]);
    await Promise.resolve();
    ends[2]?.(3);
    expect(await last).toBe(3);
  });

  it('should continue after a failure', async () => {
    let turn = 0;
    const work = new Coalesced(() => (turn++ === 0 ? Promise.reject(new Error('away')) : Promise.resolve(turn)));
    const both = [work.run(), work.run()];
    await expect(both[0]).rejects.toThrow('away');
    expect(await both[1]).toBe(2);
  });
});
