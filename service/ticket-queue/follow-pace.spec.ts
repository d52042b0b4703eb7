import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Coalesced } from './coalesced.ts';
import { FollowPace } from './follow-pace.ts';

describe(FollowPace.name, () => {
  let pace: FollowPace;
  /** When turns began, in milliseconds from the start. */
  let turns: number[];
  let start: number;
  /** Milliseconds that each turn takes. */
  let duration: number;
  let during: () => void;

  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask'] });
    [turns, duration, during] = [[], 0, () => undefined];
    start = performance.now();
    const work = new Coalesced<void>(async () => {
      if (!pace.begin()) return;
      turns.push(performance.now() - start);
      during();
      if (duration > 0) await new Promise((resolve) => setTimeout(resolve, duration));
      pace.end();
    });
    pace = new FollowPace(work);
    await work.run();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('should begin a turn every 200 ms', async () => {
    expect(pace.delay).toBe(0);
    await jest.advanceTimersByTimeAsync(650);
    expect(turns).toEqual([0, 200, 400, 600]);
    expect(pace.delay).toBe(-50);
  });

  it('should begin sooner after a change, once, and return to its interval', async () => {
    await jest.advanceTimersByTimeAsync(30);
    pace.requestSoon();
    await jest.advanceTimersByTimeAsync(20);
    pace.requestSoon();
    await jest.advanceTimersByTimeAsync(300);
    expect(turns).toEqual([0, 80, 280]);
  });

  it('should begin sooner if the turn asks for it', async () => {
    during = () => {
      if (turns.length < 4) pace.continueSoon();
    };
    await jest.advanceTimersByTimeAsync(550);
    expect(turns).toEqual([0, 200, 250, 300, 500]);
  });

  it.each([
    // A tenth of the time at most, but never more than a second of rest.
    [10, 200],
    [30, 300],
    [100, 1000],
    [500, 1000],
  ])('should rest after a turn of %i ms for %i ms', async (milliseconds, rest) => {
    duration = milliseconds;
    await jest.advanceTimersByTimeAsync(200 + milliseconds);
    const from = performance.now() - start;
    pace.requestSoon();
    await jest.advanceTimersByTimeAsync(3000);
    const paused = (turns[2] ?? 0) - from;
    expect(paused).toBe(Math.max(50, Math.min(1000, milliseconds * 10)));
    expect((turns[3] ?? 0) - (turns[2] ?? 0) - milliseconds).toBe(rest);
  });

  it('should begin no turn after it was stopped', async () => {
    pace.stop();
    expect(jest.getTimerCount()).toBe(0);
    pace.requestSoon();
    pace.end();
    expect(jest.getTimerCount()).toBe(0);
    await jest.advanceTimersByTimeAsync(1000);
    expect(turns).toEqual([0]);
    expect([pace.begin(), jest.getTimerCount()]).toEqual([false, 0]);
  });

  it('should begin its first turn after a change', async () => {
    pace.stop();
    let runs = 0;
    const work = (): Promise<void> => {
      runs++;
      return Promise.resolve();
    };
    new FollowPace(new Coalesced(work)).requestSoon();
    await jest.advanceTimersByTimeAsync(50);
    expect(runs).toBe(1);
  });

  it('should survive a turn that fails', async () => {
    let tries = 0;
    const failing = new FollowPace(new Coalesced<void>(() => Promise.reject(new Error(String(tries++)))));
    failing.begin();
    failing.end();
    await jest.advanceTimersByTimeAsync(250);
    expect(tries).toBe(1);
    failing.stop();
  });
});
