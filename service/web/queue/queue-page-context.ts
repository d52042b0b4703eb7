import type { PageContext } from '../frame/page-context.ts';
import type { QueueMessages } from './queue-messages.ts';

/** Context of the queue's page templates. */
export interface QueuePageContext extends PageContext {
  /** Title of the queue. */
  readonly queueTitle: string;
  readonly texts: QueueMessages;
  /** Returns the URL of a page of the queue in the language chosen for this one. */
  readonly queueLink: (path: string) => string;
}
