import { PageContext } from '../frame/page-context.ts';
import type { PageFields } from '../frame/page-context.ts';
import { QUEUE_MESSAGES } from './queue-messages.ts';
import type { QueueMessages } from './queue-messages.ts';

/** Context of the queue's page templates. */
export class QueuePageContext extends PageContext {
  /** Name of the queue as in its path. */
  readonly queue: string;
  /** Title of the queue. */
  readonly queueTitle: string;
  readonly texts: QueueMessages;

  constructor(fields: PageFields, queue: string, queueTitle: string) {
    super(fields);
    this.queue = queue;
    this.queueTitle = queueTitle;
    this.texts = QUEUE_MESSAGES[fields.language];
  }

  /** Returns the URL of a page of the queue in the language chosen for this one. */
  queueLink(path: string): string {
    return this.link(`/${this.queue}${path}`);
  }
}
