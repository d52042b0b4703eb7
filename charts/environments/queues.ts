/** The ticket queues: one per team, each served under its path. Adding one is one word here. */
export const queues: readonly string[] = ['rubis', 'saphir', 'emeraude', 'diamant'];
