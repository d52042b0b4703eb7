import { describe, expect, it } from '@jest/globals';
import { ActorWindows } from './windows.ts';
import type { WindowsState } from './windows.ts';

const START = Date.UTC(2027, 1, 1);
const HOUR = 3_600_000;

describe('ActorWindows', () => {
  it('should count what is in the window', () => {
    const windows = new ActorWindows({});
    expect(windows.add('failures', 2, START)).toBe(2);
    expect(windows.add('failures', 3, START + 10 * HOUR)).toBe(5);
    expect(windows.count('failures', START + 21 * HOUR)).toBe(5);
    expect(windows.count('failures', START + 26 * HOUR)).toBe(3);
    expect(windows.count('failures', START + 60 * HOUR)).toBe(0);
  });

  it('should accept lines out of order, and forget those that are too old', () => {
    const state: WindowsState = {};
    const windows = new ActorWindows(state);
    windows.add('failures', 1, START + 10 * HOUR);
    windows.add('failures', 1, START);
    windows.add('failures', 1, START + 5 * HOUR);
    expect(windows.count('failures', START + 10 * HOUR)).toBe(3);
    windows.add('failures', 1, START - 100 * HOUR);
    expect(windows.count('failures', START + 10 * HOUR)).toBe(3);
    expect(state.counts?.failures?.length).toBe(6);
  });

  it('should tell values apart, up to a limit', () => {
    const windows = new ActorWindows({});
    expect(windows.addDistinct('users', 'a', START)).toBe(1);
    expect(windows.addDistinct('users', 'a', START)).toBe(1);
    expect(windows.addDistinct('users', 'b', START + HOUR / 2)).toBe(2);
    expect(windows.has('users', 'a', START)).toBe(true);
    expect(windows.distinct('users', START + 1.3 * HOUR)).toBe(1);
    for (let at = 0; at < 500; at++) windows.addDistinct('users', `x${String(at)}`, START);
    expect(windows.distinct('users', START)).toBe(64);
  });

  it('should be the same after it was stored', () => {
    const state: WindowsState = {};
    const windows = new ActorWindows(state);
    for (let at = 0; at < 50; at++) windows.add('missing', 1, START + at * 30_000);
    windows.addDistinct('missing', '/a', START);
    const again = new ActorWindows(JSON.parse(JSON.stringify(state)) as WindowsState);
    expect(again.count('missing', START + 50 * 30_000)).toBe(windows.count('missing', START + 50 * 30_000));
    expect(again.has('missing', '/a', START)).toBe(true);
  });
});
