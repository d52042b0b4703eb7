import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ProblemError } from '../http/problems/problem.ts';
import { MIRRORED_LINE } from './queue-snapshots.ts';
import { LISTED_STATES, TRANSITIONS } from './ticket.ts';
import type { Transition } from './ticket.ts';

/** Request body for taking a ticket. */
export const ISSUE_REQUEST = z
  .strictObject({
    priority: z
      .string()
      .default('')
      .meta({ description: 'A class of QUEUE_PRIORITIES; the regular class by default.' }),
  })
  .meta({ id: 'IssueRequest' });

/** Request body for calling the next ticket. */
export const CALL_REQUEST = z
  .strictObject({
    // Visible characters only.
    counter: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}\p{P}\p{Zs}]{1,32}$/u)
      .meta({ description: 'Counter to call to.', example: '3' }),
  })
  .meta({ id: 'CallRequest' });

/** `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): anyone who knows it gets the same ticket, so it must be hard to guess. */
export const REQUEST_KEY = z
  .string()
  .regex(/^[\x21-\x7e]{16,255}$/)
  .meta({
    description:
      'Repeating a request with the same key returns the same ticket without further effect; 16 to 255 characters.',
  });

/** Action on a ticket. */
export const TRANSITION = z.enum(Object.keys(TRANSITIONS) as Transition[]).meta({ description: 'Action to apply.' });

const integer = (from: number): z.ZodCoercedNumber => {
  const rule = `must be an integer from ${String(from)} to ${String(MIRRORED_LINE)}`;
  return z.coerce.number(rule).int(rule).min(from, rule).max(MIRRORED_LINE, rule);
};

/** Query parameters of ticket lists. */
export const TICKET_LIST_QUERY = z.strictObject({
  state: z
    .enum(LISTED_STATES, `must be one of ${LISTED_STATES.join(', ')}`)
    .default('waiting')
    .meta({ description: 'State of the tickets to list.' }),
  offset: integer(0).default(0).meta({ description: 'Number to skip.' }),
  limit: integer(1).default(100).meta({ description: 'Maximum number of tickets to return.' }),
});
export type TicketListQuery = z.infer<typeof TICKET_LIST_QUERY>;

/** Reads the requested priority class; empty for the regular one. @throws ProblemError */
export function readIssue(body: unknown): string {
  const result = ISSUE_REQUEST.safeParse(body ?? {});
  if (result.success) return result.data.priority;
  throw invalid('the body must be empty, or an object whose only property is "priority", a string');
}

/** Reads the counter to call to. @throws ProblemError */
export function readCall(body: unknown): string {
  const result = CALL_REQUEST.safeParse(body);
  if (result.success) return result.data.counter;
  throw invalid('the body must be an object whose only property is "counter": 1 to 32 letters, digits or punctuation');
}

/** Reads the `Idempotency-Key` header. @throws ProblemError */
export function readRequestKey({ headers }: FastifyRequest): string | undefined {
  const result = REQUEST_KEY.optional().safeParse(headers['idempotency-key']);
  if (result.success) return result.data;
  throw invalid(
    'the header Idempotency-Key must have 16 to 255 visible ASCII characters and no spaces, such as a UUID',
  );
}

/** Reads the action from the path. @throws ProblemError */
export function readTransition(word: string): Transition {
  const result = TRANSITION.safeParse(word);
  if (result.success) return result.data;
  const words = TRANSITION.options.join(', ');
  throw new ProblemError('not-found', `Unknown action ${JSON.stringify(word)}: it must be one of ${words}.`);
}

function invalid(rule: string): ProblemError {
  return new ProblemError('invalid-request', `The request is not valid: ${rule}.`);
}
