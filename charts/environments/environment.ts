import type { AzureResources } from './sections/azure.ts';
import type { Content } from './sections/content.ts';
import type { Exposure } from './sections/exposure.ts';
import type { Platform } from './sections/platform.ts';
import type { TicketQueues } from './sections/ticket-queue.ts';

/** What differs between environments: plain data, with one section per feature and its rules. */
export interface Environment extends Platform {
  /** Where the documents are read from. */
  readonly content: Content;
  /** The ticket queues, their Redis and their backups. */
  readonly ticketQueues: TicketQueues;
  /** How external traffic reaches the services. */
  readonly exposure: Exposure;
  /** The Azure resources outside the cluster; omitted for a local cluster. */
  readonly azure?: AzureResources;
}
