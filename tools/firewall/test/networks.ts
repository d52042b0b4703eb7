/** The networks of the first list. */
export const LISTED: readonly string[] = ['11.0.0.1', '11.0.1.0/24', '2600:1::1', '2600:2::/64'];

/** Addresses of 12.0.0.0/8, not adjacent. */
export function hosts(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    [12, index >> 13, (index >> 5) & 255, (index & 31) * 8].map(String).join('.'),
  );
}

/** Prefixes of 13.0.0.0/8 and 2610::/16, not adjacent. */
export function prefixes(count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? `13.${String(index >> 9)}.${String((index >> 1) & 255)}.0/25`
      : `2610:${index.toString(16)}:0:2::/64`,
  );
}
