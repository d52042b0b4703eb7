import { InvalidParameter } from '../../http/problems/problem.ts';

const HOUR = 3_600_000;

/** Lengths of the ranges that end now, by name. */
export const RANGES = { '24h': 24 * HOUR, '7d': 168 * HOUR, '30d': 720 * HOUR, '180d': 4320 * HOUR } as const;

/** Name of a range that ends now. */
export type RangeName = keyof typeof RANGES;

/** Names of the ranges that end now. */
export const RANGE_NAMES = Object.keys(RANGES) as readonly RangeName[];

/** A range of time: `from` included, `to` excluded, in milliseconds since the epoch, on full hours. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Returns the range that a query asks for, and the range of the same length before it; on full hours, which is how hits are counted. @throws InvalidParameter if it ends before it begins */
export function rangesOf(
  {
    range,
    from,
    to,
  }: { readonly range: RangeName; readonly from?: number | undefined; readonly to?: number | undefined },
  now: number,
): { readonly range: Range; readonly previous: Range } {
  if (from !== undefined && from > (to ?? now))
    throw new InvalidParameter('from', 'must not be after to, which is now by default');
  const end = Math.ceil((to ?? now + 1) / HOUR) * HOUR;
  const begin = Math.floor((from ?? end - RANGES[range]) / HOUR) * HOUR;
  const length = Math.max(HOUR, end - begin);
  return { range: { from: begin, to: begin + length }, previous: { from: begin - length, to: begin } };
}

/** Returns the length of the intervals that a range is divided into for a chart: at most 48. */
export function intervalOf({ from, to }: Range): number {
  const hours = (to - from) / HOUR;
  return HOUR * (hours <= 48 ? 1 : hours <= 336 ? 12 : Math.ceil(hours / 48 / 24) * 24);
}
