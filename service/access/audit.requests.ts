import * as z from 'zod';

const MAX_ENTRIES = 1000;

const moment = z.iso
  .datetime({ offset: true, error: 'must be a date and time with an offset, such as 2027-01-31T08:00:00Z' })
  .transform((text) => Date.parse(text))
  .meta({ example: '2027-01-31T08:00:00Z' });

const word = z.string().regex(/^[\w:.@/+=|-]{1,200}$/, 'must be 1 to 200 letters, digits and punctuation marks');

/** Query parameters of the audit log. */
export const AUDIT_QUERY = z.strictObject({
  from: moment.optional().meta({ description: 'Only entries from this time on.' }),
  to: moment.optional().meta({ description: 'Only entries before this time; now by default.' }),
  before: z
    .string()
    .regex(/^\d{1,16}(?:-\d{1,16})?$/, 'must be the value of next of the previous page')
    .optional()
    .meta({ description: 'Continues a list: the value of next.' }),
  event: word.optional().meta({ description: 'Only this event.', example: 'call' }),
  actor: word.optional().meta({ description: 'Only this actor.', example: 'key:reception' }),
  limit: z.coerce
    .number(`must be an integer from 1 to ${String(MAX_ENTRIES)}`)
    .int(`must be an integer from 1 to ${String(MAX_ENTRIES)}`)
    .min(1, `must be an integer from 1 to ${String(MAX_ENTRIES)}`)
    .max(MAX_ENTRIES, `must be an integer from 1 to ${String(MAX_ENTRIES)}`)
    .default(100)
    .meta({ description: 'Maximum number of entries to return.' }),
});

/** Parsed query of the audit log. */
export type AuditQuery = z.infer<typeof AUDIT_QUERY>;

/** Response of `GET /api/audit`. */
export const AUDIT_PAGE = z
  .object({
    entries: z.array(
      z.object({
        at: z.iso.datetime().meta({ description: 'When it happened.' }),
        event: z.string().meta({ description: 'An event of the catalogue.', example: 'call' }),
        actor: z.string().meta({ description: 'Who did it.', example: 'key:reception' }),
        credential: z.string().optional().meta({ description: 'Id of the key, session or token.' }),
        resource: z.object({ kind: z.string(), name: z.string() }),
        requestId: z.string(),
        facts: z.record(z.string(), z.unknown()).meta({ description: 'Details, such as the number of the ticket.' }),
      }),
    ),
    next: z.string().optional().meta({ description: 'Value of before for the following page; missing on the last.' }),
  })
  .meta({ id: 'AuditPage' });

/** Type of {@link AUDIT_PAGE}. */
export type AuditPage = z.infer<typeof AUDIT_PAGE>;
