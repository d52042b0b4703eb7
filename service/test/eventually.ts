import { setTimeout as sleep } from 'node:timers/promises';

/** Retries until `check` no longer throws, for at most `limitMs`; then rethrows its error. */
export async function eventually<Result>(check: () => Result | Promise<Result>, limitMs = 10_000): Promise<Result> {
  const end = Date.now() + limitMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(20);
    }
  }
}
