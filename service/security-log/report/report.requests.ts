import * as z from 'zod';
import { ProblemError } from '../../http/problems/problem.ts';
import { FINDING_KINDS } from '../findings/finding.ts';
import { RANGE_NAMES } from './report-range.ts';

/** Findings on one page at most. */
const MAX_FINDINGS = 1000;

/** Highest offset of a list. */
const MAX_OFFSET = 100_000;

const moment = z.iso
  .datetime({ offset: true, error: 'must be a date and time with an offset, such as 2027-01-31T08:00:00Z' })
  .transform((text) => Date.parse(text))
  .meta({ example: '2027-01-31T08:00:00Z' });

function oneOf<const Name extends string>(values: readonly Name[]): z.ZodEnum<{ [Key in Name]: Key }> {
  return z.enum(values, `must be one of ${values.join(', ')}`);
}

function integer(min: number, max: number): z.ZodCoercedNumber {
  const rule = `must be an integer from ${String(min)} to ${String(max)}`;
  return z.coerce.number(rule).int(rule).min(min, rule).max(max, rule);
}

const RANGE = {
  range: oneOf(RANGE_NAMES).default('7d').meta({ description: 'Length of the range, which ends now or at to.' }),
  from: moment.optional().meta({ description: 'Start of the range, rounded down to the hour; replaces range.' }),
  to: moment.optional().meta({ description: 'End of the range, rounded up to the hour; now by default.' }),
};

const FORMAT = oneOf(['json', 'yaml', 'csv'])
  .optional()
  .meta({ description: 'Format of the response; by the Accept header if omitted.' });

/** Query parameters of the report. */
export const REPORT_QUERY = z.strictObject({ ...RANGE, format: FORMAT });

/** Query parameters of the list of findings. */
export const FINDINGS_QUERY = z.strictObject({
  ...RANGE,
  kind: oneOf(FINDING_KINDS).optional().meta({ description: 'Only findings of this kind.' }),
  level: oneOf(['attempt', 'attack']).optional().meta({ description: 'Only findings of this level.' }),
  source: z.string().min(1, 'must not be empty').max(300, 'must be at most 300 characters').optional().meta({
    description: 'Only findings of this source, as in the report; of an IPv6 address, those of its /64 network.',
    example: '192.0.2.7',
  }),
  offset: integer(0, MAX_OFFSET).default(0).meta({ description: 'Number of findings to skip.' }),
  limit: integer(1, MAX_FINDINGS).default(100).meta({ description: 'Maximum number of findings to return.' }),
  format: FORMAT,
});

/** Query parameters of one finding. */
export const FINDING_QUERY = z.strictObject({ format: FORMAT });

/** Body of an erasure. */
export const ERASURE_REQUEST = z
  .strictObject({
    source: z.string().min(1).max(300).meta({
      description: 'Source as in the report: an address, an IPv6 network, a name or user:<name>.',
      example: '192.0.2.7',
    }),
  })
  .meta({ id: 'ErasureRequest' });

/** Type of {@link REPORT_QUERY}. */
export type ReportQuery = z.infer<typeof REPORT_QUERY>;

/** Type of {@link FINDINGS_QUERY}. */
export type FindingsQuery = z.infer<typeof FINDINGS_QUERY>;

/** Reads the source to erase. @throws ProblemError */
export function readErasure(body: unknown): string {
  const result = ERASURE_REQUEST.safeParse(body);
  if (result.success) return result.data.source;
  throw new ProblemError(
    'invalid-request',
    'The body must be an object whose only property is "source": 1 to 300 characters, as in the report.',
  );
}
