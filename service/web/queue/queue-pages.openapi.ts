import * as z from 'zod';
import type { ProblemKind } from '../../http/problems/problem.ts';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Operation } from '../../openapi/api-operation.ts';
import { PROBLEM } from '../../openapi/api-problems.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from '../frame/language.parameters.ts';

/** Schemas of the path parameters. */
export const PATH = { token: textParameter('Token of the ticket.') };

const content = { 'text/html': TEXT };

const page = (summary: string, ...problems: readonly ProblemKind[]): Operation => ({
  summary,
  description: 'HTML in French or English, by Accept-Language or lang.',
  query: LANGUAGE_QUERY,
  headers: LANGUAGE_HEADER,
  answers: { 200: { description: 'The page.', headers: ['Cache-Control', 'Content-Language', 'Vary'], content } },
  problems: ['unavailable', ...problems],
});

const redirect = (summary: string, description: string): Operation => ({
  summary,
  description,
  answers: { 302: { description: 'Redirects to it.', headers: ['Location'] } },
});

const form = (id: string): z.ZodType =>
  z.object({ key: z.string().optional(), priority: z.string().optional() }).meta({ id });
const BY_FORM = {
  description: 'Submitted by the page; API clients use the operations under /api.',
  query: LANGUAGE_QUERY,
  bodyType: 'application/x-www-form-urlencoded',
} as const;
const REFUSED = {
  description:
    'The form is more than twelve hours old or not from this queue (the page is returned to try again), or the request came from another site.',
  headers: ['Content-Language', 'X-Request-Id'],
  content: { ...content, 'application/problem+json': PROBLEM },
} as const;
const TO_TICKET = { description: 'Redirects to the ticket page.', headers: ['Location'] } as const;

/** The pages of the queue and their forms. */
export const OPERATIONS = {
  getTakeTicketPage: page('Take a ticket'),
  getKioskPage: page('Take a ticket on the kiosk tablet'),
  getMyTicketPage: page('Ticket page', 'not-found'),
  getDisplayPage: page('Waiting room display'),
  getDeskPage: page('Desk page'),
  getSupervisorPage: page('Supervisor page'),
  postTakeTicketForm: {
    summary: 'Take a ticket with the HTML form',
    ...BY_FORM,
    body: form('TakeTicketForm'),
    answers: { 303: TO_TICKET, 403: REFUSED },
    problems: ['unavailable'],
  },
  postCancelTicketForm: {
    summary: 'Cancel a ticket with the HTML form',
    ...BY_FORM,
    answers: { 303: TO_TICKET },
    problems: ['unavailable', 'not-found', 'conflict'],
  },
  postKioskForm: {
    summary: 'Take a ticket with the HTML form of the kiosk tablet',
    ...BY_FORM,
    description: 'Shows the number for fifteen seconds; the Refresh header then returns to the kiosk page.',
    body: form('KioskForm'),
    answers: {
      200: { description: 'The page with the number.', headers: ['Cache-Control', 'Content-Language'], content },
      403: REFUSED,
    },
    problems: ['unavailable'],
  },
  getQueueDocs: redirect('Redirect to the API description', 'Path of the API description in the classic application.'),
  getRoot: redirect('Redirect to the queue', 'Home page of a process that serves only a queue.'),
} satisfies Record<string, Operation>;
