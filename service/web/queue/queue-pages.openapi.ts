import * as z from 'zod';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Operation } from '../../openapi/api-operation.ts';
import { BODY_PROBLEMS, PROBLEM } from '../../openapi/api-problems.ts';
import { namedSchema } from '../../openapi/named-schema.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from '../frame/language.parameters.ts';

const token = textParameter('What the holder of the ticket was given.');
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
export const kiosk = queuePage('getKioskPage', 'Take a ticket on the tablet at the entrance');
export const ticket = queuePage('getMyTicketPage', 'One’s own ticket', 'token');
export const display = queuePage('getDisplayPage', 'The screen of the waiting room');
export const desk = queuePage('getDeskPage', 'The desk; what it does takes a credential');
export const supervisor = queuePage('getSupervisorPage', 'The supervisor’s view; its figures take a credential');

const FORM = 'application/x-www-form-urlencoded';
const FORM_PROBLEMS = [...BODY_PROBLEMS, 'forbidden', 'unavailable'] as const;
const FORM_REFUSED = {
  status: 403,
  description:
    'The form is older than twelve hours or none of this queue’s: the page, to try again. Or: it came from another site.',
  headers: ['Content-Language', 'X-Request-Id'],
  content: { ...page, 'application/problem+json': PROBLEM },
} as const;
const TO_TICKET = { status: 303, description: 'To the ticket’s page.', headers: ['Location'] } as const;

const fields = (): z.ZodType => z.object({ key: z.string().optional(), priority: z.string().optional() });

/** `POST /<queue>/take` */
export const taken: Operation = {
  id: 'postTakeTicketForm',
  summary: 'Take a ticket, as the form does',
  description: 'Sent by the page of this service; programs use the operations under /api.',
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
  summary: 'Cancel one’s own ticket, as the form does',
  description: 'Sent by the page of this service; programs use the operations under /api.',
  path: { token },
  query: LANGUAGE_QUERY,
  answers: [TO_TICKET],
  problems: [...FORM_PROBLEMS, 'not-found', 'conflict'],
  forPeople: true,
};

/** `POST /<queue>/kiosk` */
export const kioskTaken: Operation = {
  id: 'postKioskForm',
  summary: 'Take a ticket, as the form of the tablet at the entrance does',
  description: 'The number, for fifteen seconds; the header Refresh then leads back.',
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
  const answers = [{ status: 302, description: 'It stands there.', headers: ['Location'] as const }];
  return { id, summary, description, answers, forPeople: true };
}

export const docs = redirect(
  'getQueueDocs',
  'To this description',
  'Where the classic application had its description.',
);
export const root = redirect('getRoot', 'To the queue', 'A process that serves a queue alone has no other home page.');
