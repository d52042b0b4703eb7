import { content } from './content.ts';
import type { DashboardDefinition } from './dashboard.ts';
import { overview } from './overview.ts';
import { platform } from './platform.ts';
import { queues } from './queues.ts';
import { securityLog } from './security-log.ts';

/** All dashboards, in the order of the menu. */
export const DASHBOARDS: readonly DashboardDefinition[] = [overview, content, queues, securityLog, platform];
