import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { namedSchema } from '../openapi/api-problems-schemas.ts';
import { ApiProblems, RESPONSE_HEADERS } from '../openapi/api-problems.ts';

const headers = { 'Cache-Control': RESPONSE_HEADERS.cacheControl };

const status = (...values: string[]): object => ({
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', enum: values } },
});

const LIVENESS = namedSchema('Liveness', status('alive'));
const STARTUP = namedSchema('Startup', status('started'));
const COMPONENT_STATES = {
  type: 'object',
  additionalProperties: namedSchema('ComponentState', status('up', 'degraded', 'down')),
  example: { 'content.news': { status: 'up' } },
};
const READINESS = namedSchema('Readiness', {
  type: 'object',
  required: ['status', 'details'],
  properties: {
    status: { type: 'string', enum: ['ok', 'degraded'] },
    info: { ...COMPONENT_STATES, description: 'What is up or degraded.' },
    error: { ...COMPONENT_STATES, description: 'What is down; empty in this answer.', example: {} },
    details: { ...COMPONENT_STATES, description: 'All components.' },
  },
});

/** Describes `GET /healthz`. */
export function ApiLiveness(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getLiveness',
      summary: 'Is the process alive?',
      description: 'Touches no dependency.',
    }),
    ApiResponse({
      status: 200,
      description: 'It is.',
      headers,
      content: { 'application/json': { schema: LIVENESS } },
    }),
    ApiProblems(),
  );
}

/** Describes `GET /readyz`. */
export function ApiReadiness(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getReadiness',
      summary: 'Can it serve?',
      description:
        'The state of each collection, and of the queue; reasons are told on the management port. `degraded` still answers 200: what was known is served.',
    }),
    ApiResponse({
      status: 200,
      description: 'It can.',
      headers,
      content: { 'application/json': { schema: READINESS } },
    }),
    ApiProblems('unavailable'),
  );
}

/** Describes `GET /startupz`. */
export function ApiStartup(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getStartup',
      summary: 'Has everything been tried once?',
      description: '503 until each collection was read and the storage of the queue was reached, successfully or not.',
    }),
    ApiResponse({
      status: 200,
      description: 'It has.',
      headers,
      content: { 'application/json': { schema: STARTUP } },
    }),
    ApiProblems('unavailable'),
  );
}
