import { json } from '../openapi/api-operation.ts';
import type { Operation } from '../openapi/api-operation.ts';
import { AUDIT_PAGE, AUDIT_QUERY } from './audit.requests.ts';

/** The operations of the audit log. */
export const OPERATIONS = {
  getAudit: {
    summary: 'Read the audit log',
    description: 'Newest first. Entries are kept for AUDIT_KEEP_DAYS.',
    query: AUDIT_QUERY.shape,
    answers: { 200: json('The entries.', AUDIT_PAGE) },
    problems: ['invalid-parameter', 'unavailable'],
  },
} satisfies Record<string, Operation>;
