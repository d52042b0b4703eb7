import type * as z from 'zod';
import type { ProblemKind } from '../../http/problems/problem.ts';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Operation, Parameters } from '../../openapi/api-operation.ts';
import { FINDINGS_QUERY, REPORT_QUERY } from '../../security-log/report/report.requests.ts';
import { ENTRIES_QUERY } from '../../security-log/blocklist/blocklist.requests.ts';
import { CSRF_FORM, DECISION_FORM, RELEASE_FORM } from './blocklist-forms.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from '../frame/language.parameters.ts';

/** Schemas of the path parameters. */
export const PATH = { id: textParameter('Id of the finding.') };

const headers = ['Cache-Control', 'Content-Language', 'Vary'] as const;

const BLOCKLIST_QUERY = { network: ENTRIES_QUERY.shape.network, offset: ENTRIES_QUERY.shape.offset };

const form = (summary: string, description: string, body: z.ZodType): Operation => ({
  summary,
  description: `${description} Redirects to the page; what is wrong is shown there.`,
  query: LANGUAGE_QUERY,
  headers: LANGUAGE_HEADER,
  body,
  bodyRequired: false,
  bodyType: 'application/x-www-form-urlencoded',
  answers: {
    303: { description: 'It was done.', headers: ['Location'] },
  },
  problems: ['invalid-request', 'not-found', 'conflict', 'unavailable'],
});

const page = (summary: string, query: Parameters, ...problems: readonly ProblemKind[]): Operation => ({
  summary,
  description: 'HTML in French or English, by Accept-Language or lang.',
  query: { ...query, ...LANGUAGE_QUERY },
  headers: LANGUAGE_HEADER,
  answers: { 200: { description: 'The page.', headers, content: { 'text/html': TEXT } } },
  problems: ['unavailable', ...problems],
});

/** The pages of the security report. */
export const OPERATIONS = {
  getSecurityReportPage: page('Security report', REPORT_QUERY.omit({ format: true }).shape, 'invalid-parameter'),
  getSecurityFindingsPage: page(
    'Findings of the security log',
    FINDINGS_QUERY.omit({ format: true }).shape,
    'invalid-parameter',
  ),
  getSecurityFindingPage: page('A finding with its evidence', {}, 'not-found'),
  getBlocklistPage: page('Blocklist', BLOCKLIST_QUERY, 'invalid-request', 'invalid-parameter'),
  postBlocklistDecisionForm: form('Block, allow or unblock with the form', 'The form of the page.', DECISION_FORM),
  postBlocklistDecisionEndForm: form('End a decision with the form', 'A button of the page.', CSRF_FORM),
  postBlocklistReleaseForm: form('Release the held-back list with the form', 'A button of the page.', RELEASE_FORM),
} satisfies Record<string, Operation>;
