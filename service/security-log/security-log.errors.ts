import { DomainError } from '../common/domain-error.ts';

/** Seconds after which a collector tries again. */
const RETRY_SECONDS = 2;

/** The storage of lines and findings does not respond. What was being appended may have been stored: appending it again is harmless if it has a position. */
export class LineQueueUnavailableError extends DomainError {
  constructor(cause: unknown) {
    super('unavailable', 'The storage of log lines is not responding. Send the lines again.', {
      retryAfterSeconds: RETRY_SECONDS,
      cause,
    });
  }
}

/** The storage of findings does not respond. */
export class FindingStoreUnavailableError extends DomainError {
  constructor(cause: unknown) {
    super('unavailable', 'The storage of findings is not responding. Try again.', {
      retryAfterSeconds: RETRY_SECONDS,
      cause,
    });
  }
}

/** The storage of the blocklist does not respond. */
export class BlocklistUnavailableError extends DomainError {
  constructor(cause: unknown) {
    super('unavailable', 'The storage of the blocklist is not responding. Try again.', {
      retryAfterSeconds: RETRY_SECONDS,
      cause,
    });
  }
}

/** Other processes change the blocklist all the time. */
export class BlocklistContentionError extends DomainError {
  constructor() {
    super('unavailable', 'The blocklist cannot be stored, because other processes keep changing it. Try again.', {
      retryAfterSeconds: RETRY_SECONDS,
    });
  }
}

/** The queue has no room for a batch; nothing of it was appended. */
export class LineQueueFullError extends DomainError {
  constructor(megabytes: number) {
    super(
      'unavailable',
      `The queue of log lines is full: more than ${String(megabytes)} MB (SECURITY_LOG_QUEUE_MEGABYTES) wait to be analysed. Nothing was stored; send the lines again.`,
      { retryAfterSeconds: RETRY_SECONDS },
    );
  }
}

/** Lines were sent to the API under too many names. */
export class TooManyOriginsError extends DomainError {
  constructor(origin: string, most: number) {
    super(
      'conflict',
      `The origin ${origin} is new, and lines were sent from ${String(most)} origins already, which is the limit. Use the parameter source of a log that exists (npm run security-store -- origins lists them).`,
    );
  }
}

/** Another collector has appended lines of the same origin: its position is not the one the batch starts from. */
export class LinePositionError extends DomainError {
  constructor(origin: string) {
    super(
      'conflict',
      `Lines of ${origin} were appended by another request or process at the same time. Read the position again; collectors on several machines need different values of SECURITY_LOG_COLLECTOR.`,
    );
  }
}

/** Whether the storage responded, and refused. */
export function isRefusal(error: unknown): boolean {
  return [LineQueueFullError, LinePositionError, TooManyOriginsError].some((refusal) => error instanceof refusal);
}
