/** The command was called wrongly: the message says what to change. */
export class UsageError extends Error {}

/** Something is wrong with one of the queues: the others are gone on with. */
export class QueueError extends Error {}
