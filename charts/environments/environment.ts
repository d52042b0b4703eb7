import type { AzureResources } from './sections/azure.ts';
import type { Content } from './sections/content.ts';
import type { Exposure } from './sections/exposure.ts';
import type { Platform } from './sections/platform.ts';
import type { TicketQueues } from './sections/ticket-queue.ts';

/** What differs from one place where Kiosque runs to the next: plain data, a section for each feature with its rules. */
export interface Environment extends Platform {
  /** Where the documents are read from. */
  readonly content: Content;
  /** The ticket queues, and what they stand on. */
  readonly ticketQueues: TicketQueues;
  /** How readers get in. */
  readonly exposure: Exposure;
  /** The Azure resources around the cluster; none on a cluster of one's own. */
  readonly azure?: AzureResources;
}
