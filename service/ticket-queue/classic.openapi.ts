import type { ProblemKind } from '../http/problems/problem.ts';
import { json } from '../openapi/api-operation.ts';
import type { Operation } from '../openapi/api-operation.ts';
import { CLASSIC_ANSWER } from './representations/schemas.ts';

const ANSWER = json('The ticket, or the waiting tickets.', CLASSIC_ANSWER, ['Cache-Control', 'Age', 'Cache-Status']);

const classic = (summary: string, ...problems: readonly ProblemKind[]): Operation => ({
  summary,
  description: 'Same response as the classic application, with correct status codes.',
  answers: { 200: ANSWER },
  problems: ['unavailable', ...problems],
});

/** The API of the application that Kiosque replaces. */
export const OPERATIONS = {
  postGetTicket: classic('Take a ticket'),
  getGetTicket: classic('Take a ticket, if QUEUE_CLASSIC_GET allows it', 'forbidden'),
  postCallTicket: classic('Call the next ticket'),
  getCallTicket: classic('Call the next ticket, if QUEUE_CLASSIC_GET allows it', 'unauthorized', 'forbidden'),
  getListTickets: classic('List the waiting tickets, next first'),
};
