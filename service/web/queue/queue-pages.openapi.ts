import * as z from 'zod';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Operation } from '../../openapi/api-operation.ts';
import { BODY_PROBLEMS, PROBLEM } from '../../openapi/api-problems.ts';
import { namedSchema } from '../../openapi/named-schema.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from '../frame/language.parameters.ts';

const token = textParameter('Token of the ticket.');
const page = { 'text/html': TEXT };

function queuePage(id: string, summary: string, ...parameters: readonly 'token'[]): Operation {
  const hasToken = parameters.length > 0;
  return {
    id,
    summary,
    description: 'HTML in French or English, by Accept-Language or lang.',
    path: hasToken ? { token } : {},
    query: LANGUAGE_QUERY,
    headers: LANGUAGE_HEADER,
    answers: [
      {
        status: 200,
        description: 'The page.',
        headers: ['Cache-Control', 'Content-Language', 'Vary'],
        content: page,
      },
    ],
    problems: hasToken ? ['unavailable', 'not-found'] : ['unavailable'],
    forPeople: true,
  };
}

export const take = queuePage('getTakeTicketPage', 'Take a ticket');
export const kiosk = queuePage('getKioskPage', 'Take a ticket on the kiosk tablet');
export const ticket = queuePage('getMyTicketPage', 'Ticket page', 'token');
export const display = queuePage('getDisplayPage', 'Waiting room display');
export const desk = queuePage('getDeskPage', 'Desk page; its actions require a credential');
export const supervisor = queuePage('getSupervisorPage', 'Supervisor page; its figures require a credential');

const FORM = 'application/x-www-form-urlencoded';
const FORM_PROBLEMS = [...BODY_PROBLEMS, 'forbidden', 'unavailable'] as const;
const FORM_REFUSED = {
  status: 403,
  description:
    'The form is more than twelve hours old or not from this queue (the page is returned to try again), or the request came from another site.',
  headers: ['Content-Language', 'X-Request-Id'],
  content: { ...page, 'application/problem+json': PROBLEM },
} as const;
const TO_TICKET = { status: 303, description: 'Redirects to the ticket page.', headers: ['Location'] } as const;

const fields = (): z.ZodType => z.object({ key: z.string().optional(), priority: z.string().optional() });

/** `POST /<queue>/take` */
export const taken: Operation = {
  id: 'postTakeTicketForm',
  summary: 'Take a ticket with the HTML form',
  description: 'Submitted by the page; API clients use the operations under /api.',
  query: LANGUAGE_QUERY,
  body: namedSchema('TakeTicketForm', fields()),
  bodyType: FORM,
  answers: [TO_TICKET, FORM_REFUSED],
  problems: FORM_PROBLEMS,
  forPeople: true,
};

/** `POST /<queue>/tickets/:token/cancel` */
export const cancel: Operation = {
  id: 'postCancelTicketForm',
  summary: 'Cancel a ticket with the HTML form',
  description: 'Submitted by the page; API clients use the operations under /api.',
  path: { token },
  query: LANGUAGE_QUERY,
  answers: [TO_TICKET],
  problems: [...FORM_PROBLEMS, 'not-found', 'conflict'],
  forPeople: true,
};

/** `POST /<queue>/kiosk` */
export const kioskTaken: Operation = {
  id: 'postKioskForm',
  summary: 'Take a ticket with the HTML form of the kiosk tablet',
  description: 'Shows the number for fifteen seconds; the Refresh header then returns to the kiosk page.',
  query: LANGUAGE_QUERY,
  body: namedSchema('KioskForm', fields()),
  bodyType: FORM,
  answers: [
    {
      status: 200,
      description: 'The page with the number.',
      headers: ['Cache-Control', 'Content-Language'],
      content: page,
    },
    FORM_REFUSED,
  ],
  problems: FORM_PROBLEMS,
  forPeople: true,
};

function redirect(id: string, summary: string, description: string): Operation {
  const answers = [{ status: 302, description: 'Redirects to it.', headers: ['Location'] as const }];
  return { id, summary, description, answers, forPeople: true };
}

export const docs = redirect(
  'getQueueDocs',
  'Redirect to the API description',
  'Path of the API description in the classic application.',
);
export const root = redirect('getRoot', 'Redirect to the queue', 'Home page of a process that serves only a queue.');
