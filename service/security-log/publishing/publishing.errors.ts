/** The lists cannot be published, or not to one target; the message says why, in one sentence without secrets. */
export class PublishingError extends Error {
  override readonly name = 'PublishingError';
}

/** Another push came first: rebuild on the new head and try again. */
export class ConflictError extends PublishingError {}
