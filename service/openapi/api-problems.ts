import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import * as z from 'zod';
import { PROBLEMS } from '../http/problems/problem.ts';
import type { ProblemKind } from '../http/problems/problem.ts';
import { namedSchema, schemaOf } from './named-schema.ts';
import { responseHeaders } from './response-headers.ts';
import type { ResponseHeader } from './response-headers.ts';

/** Schema of problem details. */
export const PROBLEM = namedSchema(
  'Problem',
  z
    .looseObject({
      type: z.enum(Object.keys(PROBLEMS).map((kind) => `urn:kiosque:problem:${kind}`)),
      title: z.string(),
      status: z.int().min(400).max(599),
      detail: z.string().meta({ description: 'What was given, what is allowed and what to change.' }),
      instance: z.string().meta({ description: 'Path of the request.' }),
      requestId: z.string(),
      parameter: z.string().meta({ description: 'The invalid query parameter.' }).optional(),
    })
    .meta({ description: 'Problem details (RFC 9457).' }),
);

/** Problems of request bodies. */
export const BODY_PROBLEMS = ['invalid-request', 'content-too-large', 'unsupported-media-type'] as const;

/** Problems of every route. */
const COMMON_PROBLEMS = [
  'invalid-request',
  'method-not-allowed',
  'url-too-long',
  'too-many-requests',
  'headers-too-large',
  'internal-error',
] as const;

/** Describes the problems of a route, including the common ones; browsers get some as a page. */
export function ApiProblems(kinds: readonly ProblemKind[], forPeople: boolean): MethodDecorator {
  const data = { 'application/problem+json': { schema: schemaOf(PROBLEM) } };
  const page = { 'text/html': { schema: { type: 'string' } } };
  const byStatus = Map.groupBy(new Set([...kinds, ...COMMON_PROBLEMS]), (kind) => PROBLEMS[kind].status);
  return applyDecorators(
    ...[...byStatus].map(([status, ofStatus]) =>
      ApiResponse({
        status,
        description: ofStatus.map((kind) => PROBLEMS[kind].title).join('; or: '),
        headers: responseHeaders(headersOf(status)),
        content: forPeople && status !== 431 ? { ...data, ...page } : data,
      }),
    ),
  );
}

function headersOf(status: number): readonly ResponseHeader[] {
  if (status === 431) return [];
  if (status === 405) return ['X-Request-Id', 'Allow'];
  return status === 429 || status === 503 ? ['X-Request-Id', 'Retry-After'] : ['X-Request-Id'];
}
