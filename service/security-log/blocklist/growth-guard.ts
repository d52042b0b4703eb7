/** Growth that is never stopped. */
export const FREE_GROWTH = 100;

/** Whether a list grows so much that a person must look at it first: to more than `factor` times as many entries, and by more than {@link FREE_GROWTH}. */
export function growsTooMuch(before: number, after: number, factor: number): boolean {
  return after > before * factor && after - before > FREE_GROWTH;
}
