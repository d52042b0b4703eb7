import type { Scopes } from '../access/access.ts';

/** Scopes on a queue: calling tickets at a desk, and reading the supervisor's statistics. */
export const QUEUE_SCOPES = { desk: 'queue', supervisor: 'queue' } as const satisfies Scopes;
