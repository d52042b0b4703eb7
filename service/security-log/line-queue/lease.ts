/** How long an analyser may be silent before another takes its place, in milliseconds. */
export const LEASE_MS = 3000;

/** Interval at which an analyser confirms that it is alive, in milliseconds. */
export const RENEW_MS = 1000;
