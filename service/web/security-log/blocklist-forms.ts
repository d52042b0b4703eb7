import * as z from 'zod';
import { DECISION_KINDS } from '../../security-log/blocklist/decision.ts';

const csrf = z.string().optional().meta({ description: 'CSRF token of the session.' });

/** Body of a form with a button only. */
export const CSRF_FORM = z.object({ csrf }).meta({ id: 'BlocklistButtonForm' });

/** Body of the form for decisions. */
export const DECISION_FORM = z
  .object({
    kind: z.enum(DECISION_KINDS),
    network: z.string(),
    reason: z.string(),
    days: z
      .string()
      .regex(/^\d{0,4}$/)
      .default('')
      .meta({ description: 'Days after which it ends; empty for the usual time.' }),
    csrf,
  })
  .meta({ id: 'BlocklistDecisionForm' });

/** Body of the form that releases a list. */
export const RELEASE_FORM = z
  .object({ entries: z.coerce.number().int().min(0).optional(), csrf })
  .meta({ id: 'BlocklistReleaseForm' });
