import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiProblems, RESPONSE_HEADERS } from '../common/openapi.ts';

const headers = { 'Cache-Control': RESPONSE_HEADERS.cacheControl };

const status = (...values: string[]): object => ({
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', enum: values } },
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
      content: { 'application/json': { schema: status('alive') } },
    }),
    ApiProblems(),
  );
}

/** Describes `GET /readyz`. */
export function ApiReadiness(): MethodDecorator {
  const line = {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: ['up', 'degraded', 'down'] } },
  };
  const lines = { type: 'object', additionalProperties: line };
  const schema = {
    type: 'object',
    required: ['status', 'details'],
    properties: { status: { type: 'string', enum: ['ok', 'degraded'] }, info: lines, error: lines, details: lines },
  };
  return applyDecorators(
    ApiOperation({
      operationId: 'getReadiness',
      summary: 'Can it serve?',
      description:
        'The state of each collection, and of the queue; reasons are told on the management port. `degraded` still answers 200: what was known is served.',
    }),
    ApiResponse({ status: 200, description: 'It can.', headers, content: { 'application/json': { schema } } }),
    ApiProblems('unavailable'),
  );
}

/** Describes `GET /startupz`. */
export function ApiStartup(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'getStartup', summary: 'Has everything been tried once?' }),
    ApiResponse({
      status: 200,
      description: 'It has.',
      headers,
      content: { 'application/json': { schema: status('started') } },
    }),
    ApiProblems('unavailable'),
  );
}
