import * as z from 'zod';
import { PROBLEMS } from '../http/problems/problem.ts';
import type { ProblemKind } from '../http/problems/problem.ts';
import type { ResponseHeader } from './response-headers.ts';

/** Schema of problem details. */
export const PROBLEM = z
  .looseObject({
    type: z.enum(Object.keys(PROBLEMS).map((kind) => `urn:kiosque:problem:${kind}`)),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What was given, what is allowed and what to change.' }),
    instance: z.string().meta({ description: 'Path of the request.' }),
    requestId: z.string(),
    traceId: z.string().meta({ description: 'Trace of the request (W3C Trace Context), if it is traced.' }).optional(),
    parameter: z.string().meta({ description: 'The invalid query parameter.' }).optional(),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457).' });

/** Problems of every route. */
export const COMMON_PROBLEMS = [
  'invalid-request',
  'method-not-allowed',
  'url-too-long',
  'too-many-requests',
  'headers-too-large',
  'internal-error',
] as const satisfies readonly ProblemKind[];

/** Problems of requests that may change something: those of their bodies, and of requests from other sites. */
export const POST_PROBLEMS = ['content-too-large', 'unsupported-media-type', 'forbidden'] as const;

/** Problems of routes that require a credential. */
export const CREDENTIAL_PROBLEMS = ['unauthorized', 'forbidden'] as const;

/** Problems of cached responses. */
export const PREPARED_PROBLEMS = ['not-acceptable', 'precondition-failed', 'unavailable'] as const;

/** Returns the headers of problems with this status. */
export function problemHeaders(status: number): readonly ResponseHeader[] {
  if (status === 431) return [];
  if (status === 405) return ['X-Request-Id', 'Allow'];
  return status === 429 || status === 503 ? ['X-Request-Id', 'Retry-After'] : ['X-Request-Id'];
}
