import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import type { ApiHeaderOptions } from '@nestjs/swagger';
import { namedSchema } from './api-problems-schemas.ts';
import { PROBLEMS } from '../http/problems/problem.ts';
import type { ProblemKind } from '../http/problems/problem.ts';

interface HeaderDescription {
  readonly description: string;
  readonly schema: { readonly type: 'string' | 'integer' };
  readonly example?: string | number;
}

/** Response headers, described once. */
export const RESPONSE_HEADERS = {
  etag: {
    description: 'Weak validator of the content, its representation and the configuration (RFC 9110 section 8.8.3).',
    schema: { type: 'string' },
  },
  lastModified: { description: 'When the content last changed.', schema: { type: 'string' } },
  cacheControl: { description: 'How long, and how, caches may use the answer.', schema: { type: 'string' } },
  age: { description: 'Seconds since the source last confirmed the content.', schema: { type: 'integer' } },
  cacheStatus: {
    description: 'RFC 9211: a hit; a negative ttl says for how many seconds the copy has been stale, detail says why.',
    schema: { type: 'string' },
    example: 'kiosque; hit; ttl=-35; detail=unreachable',
  },
  vary: {
    description: 'The request headers that the choice of representation depended on.',
    schema: { type: 'string' },
  },
  link: {
    description: 'RFC 8288: first, prev, next and last page of a list that is asked for with limit.',
    schema: { type: 'string' },
  },
  total: { description: 'How many items match, before limit and offset.', schema: { type: 'integer' } },
  retryAfter: { description: 'Seconds to wait before trying again.', schema: { type: 'integer' } },
  requestId: { description: 'The id of the request, as in the log.', schema: { type: 'string' } },
} as const satisfies Record<string, HeaderDescription>;

/** Headers of every answer that caches may keep. */
export const CACHE_HEADERS = {
  ETag: RESPONSE_HEADERS.etag,
  'Last-Modified': RESPONSE_HEADERS.lastModified,
  'Cache-Control': RESPONSE_HEADERS.cacheControl,
  Age: RESPONSE_HEADERS.age,
  'Cache-Status': RESPONSE_HEADERS.cacheStatus,
  Vary: RESPONSE_HEADERS.vary,
} as const;

/** Schema of problem details. */
export const PROBLEM = namedSchema('Problem', {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', enum: Object.keys(PROBLEMS).map((kind) => `urn:kiosque:problem:${kind}`) },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What was given, what is allowed, what to change.' },
    instance: { type: 'string', description: 'The path that was asked for.' },
    requestId: { type: 'string' },
    parameter: { type: 'string', description: 'The query parameter that is wrong.' },
  },
  additionalProperties: true,
});

/** What can be wrong with the body of a request. */
export const BODY_PROBLEMS = ['invalid-request', 'content-too-large', 'unsupported-media-type'] as const;

/** What can be wrong where an answer is prepared, and has validators and codings. */
export const PREPARED_PROBLEMS = ['not-acceptable', 'precondition-failed', 'unavailable'] as const;

/** What any route may answer: a malformed address, several Host fields, a wrong method, too much of something. */
const COMMON_PROBLEMS = [
  'invalid-request',
  'method-not-allowed',
  'url-too-long',
  'too-many-requests',
  'headers-too-large',
  'internal-error',
] as const;

const PROBLEM_CONTENT = { 'application/problem+json': { schema: PROBLEM } };

/** The problems a route for programs may answer with, those that any route may included. */
export function ApiProblems(...kinds: readonly ProblemKind[]): MethodDecorator {
  return describeProblems(kinds, PROBLEM_CONTENT);
}

/** The same for a route that people open: their browsers are shown a page. */
export function ApiPageProblems(...kinds: readonly ProblemKind[]): MethodDecorator {
  return describeProblems(kinds, { ...PROBLEM_CONTENT, 'text/html': { schema: { type: 'string' } } });
}

function describeProblems(kinds: readonly ProblemKind[], content: Record<string, object>): MethodDecorator {
  const all = new Set<ProblemKind>([...kinds, ...COMMON_PROBLEMS]);
  const byStatus = Map.groupBy(all, (kind) => PROBLEMS[kind].status);
  return applyDecorators(
    ...[...byStatus].map(([status, ofStatus]) =>
      ApiResponse({
        status,
        description: ofStatus.map((kind) => PROBLEMS[kind].title).join('; or: '),
        headers: problemHeaders(status),
        content: status === 431 ? PROBLEM_CONTENT : content,
      }),
    ),
  );
}

function problemHeaders(status: number): Record<string, HeaderDescription> {
  return {
    ...(status === 431 ? {} : { 'X-Request-Id': RESPONSE_HEADERS.requestId }),
    ...(status === 429 || status === 503 ? { 'Retry-After': RESPONSE_HEADERS.retryAfter } : {}),
    ...(status === 405 ? { Allow: { description: 'The methods that are allowed.', schema: { type: 'string' } } } : {}),
  };
}

/** 304 and the request headers that ask for it. */
export function ApiConditional(): MethodDecorator {
  const header = (name: string, description: string): ApiHeaderOptions => ({
    name,
    description,
    required: false,
    schema: { type: 'string' },
  });
  return applyDecorators(
    ApiHeader(header('If-None-Match', 'Entity tags of copies the client holds, or *.')),
    ApiHeader(header('If-Modified-Since', 'Time of the copy the client holds; ignored beside If-None-Match.')),
    ApiHeader(header('Accept-Encoding', 'zstd, br and gzip are prepared.')),
    ApiResponse({ status: 304, description: 'The copy the client holds is current.', headers: CACHE_HEADERS }),
  );
}
