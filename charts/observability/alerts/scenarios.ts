import { contentScenarios } from './content.scenarios.ts';
import { logScenarios } from './logs.scenarios.ts';
import { platformScenarios } from './platform.scenarios.ts';
import type { Scenarios } from './scenario.ts';
import { securityLogScenarios } from './security-log.scenarios.ts';
import { serviceScenarios } from './service.scenarios.ts';
import { ticketQueueScenarios } from './ticket-queue.scenarios.ts';

/** The scenarios of all alerts by feature. */
export const SCENARIOS: Readonly<Record<string, Scenarios>> = {
  service: serviceScenarios,
  logs: logScenarios,
  content: contentScenarios,
  'ticket-queue': ticketQueueScenarios,
  'security-log': securityLogScenarios,
  platform: platformScenarios,
};
