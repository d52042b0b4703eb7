/** A refresh starts after 75 to 90 % of the TTL, so that copies of a healthy source never get stale and pods do not ask in step. */
const EARLIEST_REFRESH = 0.75;
const REFRESH_SPREAD = 0.15;
const FIRST_RETRY_MS = 1000;

/** The longest delay that timers of Node take. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Milliseconds until the next refresh, after `failures` failed ones in a row; both are spread at random. */
export function refreshDelay(failures: number, ttlMs: number): number {
  if (failures === 0) return ttlMs * (EARLIEST_REFRESH + REFRESH_SPREAD * Math.random());
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), ttlMs / 2) * (0.75 + 0.25 * Math.random());
}
