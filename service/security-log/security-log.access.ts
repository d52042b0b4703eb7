import type { Scopes } from '../access/access.ts';
import type { AuditEvent } from '../access/audit-log.ts';

/** Scopes of the security log: sending log lines; reading the report with full addresses and evidence, and erasing; reading it without them. */
export const SECURITY_LOG_SCOPES = {
  logs: { resource: 'installation' },
  security: { resource: 'installation' },
  report: { resource: 'installation', includedIn: ['security'] },
} as const satisfies Scopes;

/** Events in the audit log. */
export const SECURITY_LOG_AUDIT_EVENTS: readonly AuditEvent[] = [
  { name: 'logs-append', description: 'A key sent log lines; recorded once an hour for each key and origin.' },
  { name: 'finding-erase', description: 'The findings of a source were deleted.' },
];
