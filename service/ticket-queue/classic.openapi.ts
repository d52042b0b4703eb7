import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { namedSchema } from '../openapi/api-problems-schemas.ts';
import { ApiPageProblems, BODY_PROBLEMS, RESPONSE_HEADERS } from '../openapi/api-problems.ts';

const CLASSIC_ANSWER = namedSchema('ClassicAnswer', {
  type: 'object',
  additionalProperties: true,
  properties: {
    ticket: { type: 'string', nullable: true, description: 'The number, or null when nobody waits.', example: 'R-042' },
    tickets: {
      type: 'array',
      items: { type: 'string' },
      description: 'The numbers of those who wait, the next first.',
      example: ['R-042', 'R-043'],
    },
  },
});

/** Describes a route of the classic interface. */
export function ApiClassic(operationId: string, summary: string): MethodDecorator {
  const calls = operationId.includes('Call');
  return applyDecorators(
    ApiOperation({
      operationId,
      summary,
      description: 'As the classic application answered, with the status that is true.',
    }),
    ApiResponse({
      status: 200,
      description: 'The ticket, or those who wait.',
      headers: {
        'Cache-Control': RESPONSE_HEADERS.cacheControl,
        Age: RESPONSE_HEADERS.age,
        'Cache-Status': RESPONSE_HEADERS.cacheStatus,
      },
      content: { 'application/json': { schema: CLASSIC_ANSWER } },
    }),
    ApiPageProblems(...BODY_PROBLEMS, 'forbidden', 'unavailable', ...(calls ? (['unauthorized'] as const) : [])),
  );
}
