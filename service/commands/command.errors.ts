/** Invalid arguments; the message says what to change. */
export class UsageError extends Error {}

/** An error with one of the queues; the command continues with the others. */
export class QueueError extends Error {}
