/** Parses Retry-After (RFC 9110 section 10.2.3), in seconds or as a date, to milliseconds; returns 0 if it is missing or invalid. */
export function retryAfterMs(header: string | null, now: number): number {
  if (header === null) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
