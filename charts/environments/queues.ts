/** The ticket queues: one per team, each served under its path. To add one, add its name here. */
export const queues: readonly string[] = ['rubis', 'saphir', 'emeraude', 'diamant'];
