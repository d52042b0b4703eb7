import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ProblemError } from '../http/problems/problem.ts';
import { TRANSITIONS } from './ticket.ts';
import type { Transition } from './ticket.ts';

/** Visible characters: what a person would call a desk. */
const COUNTER = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}\p{P}\p{Zs}]{1,32}$/u);

const ISSUE = z.strictObject({ priority: z.string().default('') });
const CALL = z.strictObject({ counter: COUNTER });

/** The priority class that a request asks for; empty for the ordinary one. @throws ProblemError */
export function readIssue(body: unknown): string {
  const result = ISSUE.safeParse(body ?? {});
  if (result.success) return result.data.priority;
  throw invalid('the body must be empty, or an object whose only property is "priority", a text');
}

/** Where the next ticket is called to. @throws ProblemError */
export function readCall(body: unknown): string {
  const result = CALL.safeParse(body);
  if (result.success) return result.data.counter;
  throw invalid('the body must be an object whose only property is "counter": 1 to 32 letters, digits or punctuation');
}

/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): whoever knows it is given the same ticket, so it must be hard to guess.
 *
 * @throws ProblemError
 */
export function readRequestKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[\x21-\x7e]{16,255}$/.test(key)) return key;
  throw invalid('the header Idempotency-Key must have 16 to 255 visible characters without blanks, such as a UUID');
}

/** What is to be done to a ticket. @throws ProblemError */
export function readTransition(word: string): Transition {
  if (Object.hasOwn(TRANSITIONS, word)) return word as Transition;
  const words = Object.keys(TRANSITIONS).join(', ');
  throw new ProblemError('not-found', `Nothing called ${JSON.stringify(word)} can be done to a ticket: only ${words}.`);
}

export const LISTED_STATES = ['waiting', 'called', 'no-show'] as const;

/** Which tickets a list is to hold. */
export interface TicketListQuery {
  readonly state: (typeof LISTED_STATES)[number];
  readonly offset: number;
  readonly limit: number;
}

/** @param most the largest limit. @throws ProblemError naming the parameter that is wrong. */
export function readTicketList(query: URLSearchParams, most: number): TicketListQuery {
  for (const name of query.keys()) {
    if (!['state', 'offset', 'limit'].includes(name)) throw wrong(name, 'is not known: state, offset and limit are');
    if (query.getAll(name).length > 1) throw wrong(name, 'is given twice: give it once');
  }
  const state = LISTED_STATES.find((known) => known === (query.get('state') ?? 'waiting'));
  if (state === undefined) throw wrong('state', `must be one of ${LISTED_STATES.join(', ')}`);
  const integer = (name: string, from: number, to: number, fallback: number): number => {
    const value = Number(query.get(name) ?? fallback);
    if (Number.isInteger(value) && value >= from && value <= to) return value;
    throw wrong(name, `must be an integer from ${String(from)} to ${String(to)}`);
  };
  return { state, offset: integer('offset', 0, most, 0), limit: integer('limit', 1, most, 100) };
}

function invalid(rule: string): ProblemError {
  return new ProblemError('invalid-request', `The request is not valid: ${rule}.`);
}

function wrong(parameter: string, rule: string): ProblemError {
  return new ProblemError('invalid-parameter', `The parameter "${parameter}" ${rule}.`, { extensions: { parameter } });
}
