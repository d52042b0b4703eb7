import type { ProblemKind } from '../http/problems/problem.ts';
import type { Operation } from '../openapi/api-operation.ts';
import { BODY_PROBLEMS } from '../openapi/api-problems.ts';
import { CLASSIC_ANSWER } from './representations/schemas.ts';

function classic(id: string, summary: string, ...problems: readonly ProblemKind[]): Operation {
  return {
    id,
    summary,
    description: 'Same response as the classic application, with correct status codes.',
    answers: [
      {
        status: 200,
        description: 'The ticket, or the waiting tickets.',
        headers: ['Cache-Control', 'Age', 'Cache-Status'],
        content: { 'application/json': CLASSIC_ANSWER },
      },
    ],
    problems: [...BODY_PROBLEMS, 'forbidden', 'unavailable', ...problems],
    forPeople: true,
  };
}

export const take = classic('postGetTicket', 'Take a ticket');
export const takeByGet = classic('getGetTicket', 'Take a ticket, if QUEUE_CLASSIC_GET allows it');
export const call = classic('postCallTicket', 'Call the next ticket', 'unauthorized');
export const callByGet = classic(
  'getCallTicket',
  'Call the next ticket, if QUEUE_CLASSIC_GET allows it',
  'unauthorized',
);
export const list = classic('getListTickets', 'List the waiting tickets, next first');
