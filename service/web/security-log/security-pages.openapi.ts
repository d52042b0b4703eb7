import type { ProblemKind } from '../../http/problems/problem.ts';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Operation, Parameters } from '../../openapi/api-operation.ts';
import { FINDINGS_QUERY, REPORT_QUERY } from '../../security-log/report/report.requests.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from '../frame/language.parameters.ts';

/** Schemas of the path parameters. */
export const PATH = { id: textParameter('Id of the finding.') };

const headers = ['Cache-Control', 'Content-Language', 'Vary'] as const;

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
} satisfies Record<string, Operation>;
