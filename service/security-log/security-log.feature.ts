import type { Access } from '../access/access.ts';
import { ACCESS } from '../access/access.tokens.ts';
import { accessSettings } from '../access/access.config.ts';
import { redisSettings } from '../common/redis/redis.config.ts';
import { azureSettings } from '../config/azure.config.ts';
import { defineFeature } from '../feature.ts';
import { notificationSettings } from '../notifications/notifications.config.ts';
import { blocklistSettings } from './blocklist/blocklist.config.ts';
import { SECURITY_LOG_AUDIT_EVENTS, SECURITY_LOG_SCOPES } from './security-log.access.ts';
import { securityLogSettings } from './security-log.config.ts';
import { SECURITY_LOG_METRICS } from './security-log.metric-list.ts';
import { SECURITY_LOG_HEALTH } from './security-log.tokens.ts';
import {
  BLOCKLIST_STORE_OPERATIONS,
  FINDING_STORE_OPERATIONS,
  LINE_QUEUE_OPERATIONS,
} from './stores/store-operations.ts';

/** The security log feature. */
export const securityLog = defineFeature({
  name: 'security-log',
  isOptional: true,
  settings: [
    securityLogSettings,
    blocklistSettings,
    notificationSettings,
    accessSettings,
    redisSettings,
    azureSettings,
  ],
  async module(config) {
    const { SecurityLogModule } = await import('./security-log.module.ts');
    return SecurityLogModule.with(config);
  },
  health: SECURITY_LOG_HEALTH,
  openApiTags: [{ name: 'Security log', description: 'Log lines, what was found in them, and the blocklist.' }],
  menu: () => [{ path: '/security', title: { en: 'Security', fr: 'Sécurité' } }],
  basePath: () => '/security',
  reservedPaths: ['api', 'blocklists', 'security'],
  openScopes: ({ BLOCKLIST_PUBLIC }) => (BLOCKLIST_PUBLIC === 'on' ? ['blocklist'] : []),
  check: ({ BLOCKLIST_DAYS: block, SECURITY_LOG_KEEP_FINDINGS_DAYS: keep }) =>
    block <= keep
      ? []
      : [
          `BLOCKLIST_DAYS must be at most SECURITY_LOG_KEEP_FINDINGS_DAYS, ${String(keep)}: a source is not listed for longer than its findings are kept`,
        ],
  rateLimits: ['log-lines-per-minute'],
  scopes: SECURITY_LOG_SCOPES,
  auditEvents: SECURITY_LOG_AUDIT_EVENTS,
  metrics: { title: 'Security log', metrics: Object.values(SECURITY_LOG_METRICS) },
  async onListening(app, url, config) {
    if (!config.SECURITY_LOG_ROLES.includes('collect')) return;
    const { trialKeyOf } = await import('../access/trial-key.ts');
    const key = trialKeyOf(app.get<Access>(ACCESS));
    if (key === undefined) return;
    // Printed on the terminal, because logs must not contain keys.
    process.stderr.write(`\nSecurity report: ${url}/security\nTrial key, valid until the process exits: ${key}\n\n`);
  },
  dependencyOperations: [
    ...[...LINE_QUEUE_OPERATIONS, ...FINDING_STORE_OPERATIONS].map((name) => `security-log.${name}`),
    ...BLOCKLIST_STORE_OPERATIONS.map((name) => `blocklist.${name}`),
  ],
});
