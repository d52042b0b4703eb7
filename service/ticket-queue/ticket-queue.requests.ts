import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ProblemError } from '../http/problems/problem.ts';
import { namedSchema } from '../openapi/named-schema.ts';
import { MIRRORED_LINE } from './queue-snapshots.ts';
import { LISTED_STATES, TRANSITIONS } from './ticket.ts';
import type { Transition } from './ticket.ts';

/** What may be sent to take a ticket. */
export const ISSUE_REQUEST = namedSchema(
  'IssueRequest',
  z.strictObject({
    priority: z.string().default('').meta({ description: 'A class of QUEUE_PRIORITIES; ordinary by default.' }),
  }),
);

/** What must be sent to call the next. */
export const CALL_REQUEST = namedSchema(
  'CallRequest',
  z.strictObject({
    // Visible characters: what a person would call a desk.
    counter: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}\p{P}\p{Zs}]{1,32}$/u)
      .meta({ description: 'Where to.', example: '3' }),
  }),
);

/** `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): whoever knows it is given the same ticket, so it must be hard to guess. */
export const REQUEST_KEY = z
  .string()
  .regex(/^[\x21-\x7e]{16,255}$/)
  .meta({
    description:
      'Asked again with the same one, nothing more happens and the same ticket is given; 16 to 255 characters.',
  });

/** What is to be done to a ticket. */
export const TRANSITION = z.enum(Object.keys(TRANSITIONS) as Transition[]).meta({ description: 'What to do to it.' });

const integer = (from: number): z.ZodCoercedNumber => {
  const rule = `must be an integer from ${String(from)} to ${String(MIRRORED_LINE)}`;
  return z.coerce.number(rule).int(rule).min(from, rule).max(MIRRORED_LINE, rule);
};

/** Which tickets a list is to hold. */
export const TICKET_LIST_QUERY = z.strictObject({
  state: z
    .enum(LISTED_STATES, `must be one of ${LISTED_STATES.join(', ')}`)
    .default('waiting')
    .meta({ description: 'Which tickets.' }),
  offset: integer(0).default(0).meta({ description: 'How many to leave out at the start.' }),
  limit: integer(1).default(100).meta({ description: 'Most tickets to give.' }),
});
export type TicketListQuery = z.infer<typeof TICKET_LIST_QUERY>;

/** The priority class that a request asks for; empty for the ordinary one. @throws ProblemError */
export function readIssue(body: unknown): string {
  const result = ISSUE_REQUEST.safeParse(body ?? {});
  if (result.success) return result.data.priority;
  throw invalid('the body must be empty, or an object whose only property is "priority", a text');
}

/** Where the next ticket is called to. @throws ProblemError */
export function readCall(body: unknown): string {
  const result = CALL_REQUEST.safeParse(body);
  if (result.success) return result.data.counter;
  throw invalid('the body must be an object whose only property is "counter": 1 to 32 letters, digits or punctuation');
}

/** The header `Idempotency-Key`. @throws ProblemError */
export function readRequestKey({ headers }: FastifyRequest): string | undefined {
  const result = REQUEST_KEY.optional().safeParse(headers['idempotency-key']);
  if (result.success) return result.data;
  throw invalid('the header Idempotency-Key must have 16 to 255 visible characters without blanks, such as a UUID');
}

/** What is to be done to a ticket. @throws ProblemError */
export function readTransition(word: string): Transition {
  const result = TRANSITION.safeParse(word);
  if (result.success) return result.data;
  const words = TRANSITION.options.join(', ');
  throw new ProblemError('not-found', `Nothing called ${JSON.stringify(word)} can be done to a ticket: only ${words}.`);
}

/** @throws ProblemError naming the parameter that is wrong. */
export function readTicketList(query: URLSearchParams): TicketListQuery {
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) throw wrong(twice, 'is given twice: give it once');
  const result = TICKET_LIST_QUERY.safeParse(Object.fromEntries(query));
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys')
      throw wrong(issue.keys[0] ?? '', 'is not known: state, offset and limit are');
  }
  const [issue] = result.error.issues;
  throw wrong(String(issue?.path[0]), issue?.message ?? '');
}

function invalid(rule: string): ProblemError {
  return new ProblemError('invalid-request', `The request is not valid: ${rule}.`);
}

function wrong(parameter: string, rule: string): ProblemError {
  return new ProblemError('invalid-parameter', `The parameter "${parameter}" ${rule}.`, { extensions: { parameter } });
}
