import type { AlertDelivery } from './sections/alerts.ts';
import type { AzureResources } from './sections/azure.ts';
import type { Content } from './sections/content.ts';
import type { DeploymentTimes } from './sections/deployment-times.ts';
import type { Exposure } from './sections/exposure.ts';
import type { Logs } from './sections/logs.ts';
import type { Platform } from './sections/platform.ts';
import type { SecurityLog } from './sections/security-log.ts';
import type { TicketQueues } from './sections/ticket-queue.ts';

/** What differs between environments: plain data, with one section per feature and its rules. */
export interface Environment extends Platform, Logs {
  /** Where the documents are read from. */
  readonly content: Content;
  /** The ticket queues, their Redis and their backups. */
  readonly ticketQueues: TicketQueues;
  /** The security log; omitted where there is none. */
  readonly securityLog?: SecurityLog;
  /** How external traffic reaches the services. */
  readonly exposure: Exposure;
  /** Who is told about alerts; omitted where nobody is. */
  readonly alerts?: AlertDelivery;
  /** When new versions may be deployed; omitted where at any time. */
  readonly deploymentTimes?: DeploymentTimes;
  /** The Azure resources outside the cluster; omitted for a local cluster. */
  readonly azure?: AzureResources;
}
