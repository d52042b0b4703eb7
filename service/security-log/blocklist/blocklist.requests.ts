import * as z from 'zod';
import { ProblemError } from '../../http/problems/problem.ts';
import { DECISION_KINDS } from './decision.ts';
import { ENTRY_ORIGINS } from './entry.ts';

/** Entries on one page at most. */
const MAX_ENTRIES = 1000;

/** Longest reason, in characters. */
export const MAX_REASON = 200;

const network = z.string().min(1, 'must not be empty').max(64, 'must be at most 64 characters');

function integer(min: number, max: number): z.ZodCoercedNumber {
  const rule = `must be an integer from ${String(min)} to ${String(max)}`;
  return z.coerce.number(rule).int(rule).min(min, rule).max(max, rule);
}

const FORMAT = z
  .enum(['json', 'yaml', 'csv'], 'must be one of json, yaml, csv')
  .optional()
  .meta({ description: 'Format of the response; by the Accept header if omitted.' });

/** Query parameters of the list of entries. */
export const ENTRIES_QUERY = z.strictObject({
  network: network.optional().meta({
    description: 'Only entries that contain this address, or that overlap this network.',
    example: '192.0.2.7',
  }),
  origin: z
    .enum(ENTRY_ORIGINS, `must be one of ${ENTRY_ORIGINS.join(', ')}`)
    .optional()
    .meta({ description: 'Only entries of detectors, or those with a manual block.' }),
  offset: integer(0, 1_000_000).default(0).meta({ description: 'Number of entries to skip.' }),
  limit: integer(1, MAX_ENTRIES).default(100).meta({ description: 'Maximum number of entries to return.' }),
  format: FORMAT,
});

/** Body of a decision. */
export const DECISION_REQUEST = z
  .strictObject({
    kind: z.enum(DECISION_KINDS).meta({
      description:
        'block: lists the network. allow: keeps it off the list. unblock: keeps it off the list for a time, and ends a block of exactly this network.',
    }),
    network: network.meta({ description: 'An address, or a network in CIDR notation.', example: '192.0.2.7' }),
    reason: z
      .string()
      .trim()
      .min(1)
      .max(MAX_REASON)
      .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)
      .meta({ description: 'Why, in one line. The reason of a block is published with the list.' }),
    until: z.iso
      .datetime({ offset: true })
      .transform((text) => Date.parse(text))
      .optional()
      .meta({
        description: 'When it ends. Default: never; for unblock after BLOCKLIST_UNBLOCK_DAYS.',
        example: '2027-01-31T08:00:00Z',
      }),
  })
  .meta({ id: 'BlocklistDecisionRequest' });

/** Body of a release. */
export const RELEASE_REQUEST = z
  .strictObject({
    entries: z.int().min(0).optional().meta({
      description:
        'Entries of the list that was looked at; if it has grown by more than a tenth since, nothing is released.',
    }),
  })
  .meta({ id: 'BlocklistReleaseRequest' });

/** Reads a decision. @throws ProblemError that names the property that is wrong. */
export function readDecision(body: unknown): z.infer<typeof DECISION_REQUEST> {
  const result = DECISION_REQUEST.safeParse(body);
  if (result.success) return result.data;
  const property = String(result.error.issues[0]?.path[0] ?? 'body');
  throw new ProblemError(
    'invalid-request',
    `The property "${property}" is not valid: the body must be an object with kind (${DECISION_KINDS.join(', ')}), network, reason (1 to ${String(MAX_REASON)} characters in one line) and, if the decision ends, until (such as 2027-01-31T08:00:00Z).`,
  );
}

/** Reads how many entries were looked at. @throws ProblemError */
export function readRelease(body: unknown): number | undefined {
  const result = RELEASE_REQUEST.safeParse(body ?? {});
  if (result.success) return result.data.entries;
  throw new ProblemError(
    'invalid-request',
    'The body must be empty, or an object whose only property is "entries", a number.',
  );
}
