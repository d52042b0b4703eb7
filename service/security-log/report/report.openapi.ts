import type * as z from 'zod';
import { textParameter } from '../../openapi/api-operation.ts';
import { json } from '../../openapi/api-operation.ts';
import type { Answer, Operation } from '../../openapi/api-operation.ts';
import { ERASURE_REQUEST, FINDINGS_QUERY, FINDING_QUERY, REPORT_QUERY } from './report.requests.ts';
import { REPORT_FORMATS } from './report-formats.ts';
import { ERASURE, FINDING, FINDING_LIST, REPORT } from './report.schemas.ts';

const inEvery = (description: string, schema: z.ZodType): Answer => ({
  description,
  headers: ['Cache-Control', 'Vary'],
  content: Object.fromEntries(REPORT_FORMATS.map(({ mediaTypes: [mediaType] }) => [mediaType, schema])),
});

/** Schemas of the path parameters. */
export const PATH = { id: textParameter('Id of the finding.') };

/** The security report. */
export const OPERATIONS = {
  getSecurityReport: {
    summary: 'Get the security report',
    description:
      'Attacks and attempts in a range of time, compared with the range before. Without the scope security, addresses are shortened to their networks, and accounts and paths are left out.',
    query: REPORT_QUERY.shape,
    answers: { 200: inEvery('The report.', REPORT) },
    problems: ['invalid-parameter', 'not-acceptable', 'unavailable'],
  },
  getSecurityFindings: {
    summary: 'List findings',
    description: 'Findings with at least one hit in the range, the last hit first, with their evidence.',
    query: FINDINGS_QUERY.shape,
    answers: { 200: inEvery('The findings.', FINDING_LIST) },
    problems: ['invalid-parameter', 'not-acceptable', 'unavailable'],
  },
  getSecurityFinding: {
    summary: 'Get a finding',
    description: 'With its evidence: lines without secrets, for as long as lines are kept.',
    query: FINDING_QUERY.shape,
    answers: { 200: inEvery('The finding.', FINDING) },
    problems: ['invalid-parameter', 'not-acceptable', 'not-found', 'unavailable'],
  },
  postSecurityErasure: {
    summary: 'Erase a source',
    description:
      'Deletes all findings, evidence and state of one address or account. The audit log records who did it, not whose data it was.',
    body: ERASURE_REQUEST,
    answers: { 200: json('What was deleted.', ERASURE) },
    problems: ['invalid-request', 'unavailable'],
  },
} satisfies Record<string, Operation>;
