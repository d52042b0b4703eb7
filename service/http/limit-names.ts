/** Limits of every process, described in docs/security.md. Features add theirs. */
export const HTTP_LIMITS = [
  'connections',
  'connections-per-address',
  'event-streams',
  'event-streams-per-address',
  'requests-per-minute',
  'renderings',
] as const;
