import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { namedSchema } from '../../openapi/api-problems-schemas.ts';
import { ApiPageProblems, BODY_PROBLEMS, PROBLEM, RESPONSE_HEADERS } from '../../openapi/api-problems.ts';
import { LANGUAGES } from '../frame/language.ts';
import { ACCEPT_LANGUAGE } from '../frame/web.openapi.ts';

const Location = { description: 'Where to go on.', schema: { type: 'string' } } as const;
const language = ApiQuery({
  name: 'lang',
  required: false,
  description: 'The language, whatever Accept-Language says.',
  schema: { type: 'string', enum: [...LANGUAGES] },
});

const token = ApiParam({
  name: 'token',
  description: 'What the holder of the ticket was given.',
  schema: { type: 'string' },
});

/** Describes a page of the queue. */
export function ApiQueuePage(operationId: string, summary: string, ...parameters: readonly 'token'[]): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary, description: 'HTML in French or English, by Accept-Language or lang.' }),
    ...parameters.map(() => token),
    language,
    ACCEPT_LANGUAGE,
    ApiResponse({
      status: 200,
      description: 'The page.',
      headers: {
        'Cache-Control': RESPONSE_HEADERS.cacheControl,
        'Content-Language': { description: 'Language of the page.', schema: { type: 'string' } },
        Vary: RESPONSE_HEADERS.vary,
      },
      content: { 'text/html': { schema: { type: 'string' } } },
    }),
    ApiPageProblems('unavailable', ...(parameters.length > 0 ? (['not-found'] as const) : [])),
  );
}

const FORM_REFUSED = ApiResponse({
  status: 403,
  description:
    'The form is older than twelve hours or none of this queue’s: the page, to try again. Or: it came from another site.',
  headers: {
    'Content-Language': { description: 'Language of the page.', schema: { type: 'string' } },
    'X-Request-Id': RESPONSE_HEADERS.requestId,
  },
  content: {
    'text/html': { schema: { type: 'string' } },
    'application/problem+json': { schema: PROBLEM },
  },
});

/** Describes what a form of a page does. */
export function ApiQueueForm(operationId: string, summary: string, ...fields: readonly string[]): MethodDecorator {
  const cancels = fields.length === 0;
  const properties = Object.fromEntries(fields.map((name) => [name, { type: 'string' }]));
  return applyDecorators(
    ApiOperation({
      operationId,
      summary,
      description: 'Sent by the page of this service; programs use the operations under /api.',
    }),
    language,
    ...(cancels
      ? [token]
      : [
          ApiConsumes('application/x-www-form-urlencoded'),
          ApiBody({ schema: namedSchema(operationId.replace(/^post/, ''), { type: 'object', properties }) }),
        ]),
    ApiResponse({ status: 303, description: 'To the ticket’s page.', headers: { Location } }),
    ApiPageProblems(
      ...BODY_PROBLEMS,
      'forbidden',
      'unavailable',
      ...(cancels ? (['not-found', 'conflict'] as const) : []),
    ),
    ...(cancels ? [] : [FORM_REFUSED]),
  );
}

/** Describes `POST /<queue>/kiosk`. */
export function ApiKioskForm(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'postKioskForm',
      summary: 'Take a ticket, as the form of the tablet at the entrance does',
      description: 'The number, for fifteen seconds; the header Refresh then leads back.',
    }),
    language,
    ApiConsumes('application/x-www-form-urlencoded'),
    ApiBody({
      schema: namedSchema('KioskForm', {
        type: 'object',
        properties: { key: { type: 'string' }, priority: { type: 'string' } },
      }),
    }),
    ApiResponse({
      status: 200,
      description: 'The page with the number.',
      headers: {
        'Cache-Control': RESPONSE_HEADERS.cacheControl,
        'Content-Language': { description: 'Language of the page.', schema: { type: 'string' } },
      },
      content: { 'text/html': { schema: { type: 'string' } } },
    }),
    ApiPageProblems(...BODY_PROBLEMS, 'forbidden', 'unavailable'),
    FORM_REFUSED,
  );
}

/** Describes `GET /` of a process that serves a queue alone. */
export function ApiQueueRedirect(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getRoot',
      summary: 'To the queue',
      description: 'A process that serves a queue alone has no other home page.',
    }),
    ApiResponse({ status: 302, description: 'It stands there.', headers: { Location } }),
    ApiPageProblems(),
  );
}

/** Describes `GET /<queue>/docs`. */
export function ApiDocsRedirect(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getQueueDocs',
      summary: 'To this description',
      description: 'Where the classic application had its description.',
    }),
    ApiResponse({ status: 302, description: 'It stands there.', headers: { Location } }),
    ApiPageProblems(),
  );
}
