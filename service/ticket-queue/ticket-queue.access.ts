import type { Scopes } from '../access/access.ts';

/** What a credential allows on a queue: calling people to a desk, or seeing the supervisor's figures. */
export const QUEUE_SCOPES = { desk: 'queue', supervisor: 'queue' } as const satisfies Scopes;
