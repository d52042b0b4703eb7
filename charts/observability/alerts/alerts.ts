import type { Alerts } from './alert.ts';
import { contentAlerts } from './content.ts';
import { logAlerts } from './logs.ts';
import { platformAlerts } from './platform.ts';
import { securityLogAlerts } from './security-log.ts';
import { serviceAlerts } from './service.ts';
import { ticketQueueAlerts } from './ticket-queue.ts';

/** All alerts by feature, which is a label of each. Azure allows at most 20 per feature. */
export const ALERTS: Readonly<Record<string, Alerts>> = {
  service: serviceAlerts,
  logs: logAlerts,
  content: contentAlerts,
  'ticket-queue': ticketQueueAlerts,
  'security-log': securityLogAlerts,
  platform: platformAlerts,
};
