import type { Scopes } from '../access/access.ts';
import type { AuditEvent } from '../access/audit-log.ts';

/** Scopes of the security log: sending log lines; reading the report with full addresses and evidence, erasing, and deciding about the blocklist; reading it without them; reading the files of the blocklist. */
export const SECURITY_LOG_SCOPES = {
  logs: { resource: 'installation' },
  security: { resource: 'installation' },
  report: { resource: 'installation', includedIn: ['security'] },
  blocklist: { resource: 'installation', includedIn: ['security'] },
} as const satisfies Scopes;

/** Events in the audit log. */
export const SECURITY_LOG_AUDIT_EVENTS: readonly AuditEvent[] = [
  { name: 'logs-append', description: 'A key sent log lines; recorded once an hour for each key and origin.' },
  { name: 'finding-erase', description: 'The findings of a source were deleted.' },
  { name: 'blocklist-decide', description: 'A network was blocked, allowed or unblocked, with the reason.' },
  { name: 'blocklist-decision-end', description: 'A decision about a network was ended.' },
  { name: 'blocklist-release', description: 'A list that was held back was published.' },
];
