import type { ProblemKind } from '../http/problems/problem.ts';
import type { Operation } from '../openapi/api-operation.ts';
import { BODY_PROBLEMS } from '../openapi/api-problems.ts';
import { CLASSIC_ANSWER } from './representations/schemas.ts';

function classic(id: string, summary: string, ...problems: readonly ProblemKind[]): Operation {
  return {
    id,
    summary,
    description: 'As the classic application answered, with the status that is true.',
    answers: [
      {
        status: 200,
        description: 'The ticket, or those who wait.',
        headers: ['Cache-Control', 'Age', 'Cache-Status'],
        content: { 'application/json': CLASSIC_ANSWER },
      },
    ],
    problems: [...BODY_PROBLEMS, 'forbidden', 'unavailable', ...problems],
    forPeople: true,
  };
}

export const take = classic('postGetTicket', 'Take a ticket');
export const takeByGet = classic('getGetTicket', 'Take a ticket, where QUEUE_CLASSIC_GET allows it');
export const call = classic('postCallTicket', 'Take the next ticket out', 'unauthorized');
export const callByGet = classic(
  'getCallTicket',
  'Take the next ticket out, where QUEUE_CLASSIC_GET allows it',
  'unauthorized',
);
export const list = classic('getListTickets', 'Who waits, the next first');
