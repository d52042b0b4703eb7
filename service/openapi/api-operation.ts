import { applyDecorators } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiHeader,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
} from '@nestjs/swagger';
import * as z from 'zod';
import type { ProblemKind } from '../http/problems/problem.ts';
import { ApiProblems } from './api-problems.ts';
import { schemaOf } from './named-schema.ts';
import { CACHE_HEADERS, responseHeaders } from './response-headers.ts';
import type { ResponseHeader } from './response-headers.ts';

/** Parameters by name; `meta` of each schema has the description of the parameter, and may have an example. */
type Parameters = Readonly<Record<string, z.ZodType>>;

/** A successful response of an operation. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly headers?: readonly ResponseHeader[];
  /** Schema of the body by media type; no body if omitted. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

/** An operation of the API, as described in OpenAPI. */
export interface Operation {
  /** Method and subject: `getQueue`. */
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  /** Path parameters; all required. */
  readonly path?: Parameters;
  /** Query parameters; all optional. */
  readonly query?: Parameters;
  /** Request headers; all optional. */
  readonly headers?: Parameters;
  readonly body?: z.ZodType;
  /** @default true */
  readonly bodyRequired?: boolean;
  /** @default application/json */
  readonly bodyType?: string;
  readonly answers: readonly Answer[];
  /** Problems in addition to those of every operation. */
  readonly problems?: readonly ProblemKind[];
  /** Whether the response comes from the answer cache, with validators and content codings. @default false */
  readonly prepared?: boolean;
  /** Whether it accepts a credential without a declared guard. @default false */
  readonly credential?: boolean;
  /** Whether browsers get problems as pages. @default false */
  readonly forPeople?: boolean;
}

/** Schema of a text body: a page, a stream, a file. */
export const TEXT = z.string();

/** Returns the schema of a string parameter. */
export function textParameter(description: string, example?: string): z.ZodType {
  return z.string().meta({ description, ...(example !== undefined && { example }) });
}

/** Returns the response of an event stream, by the schema of its data. */
export function eventStream(data: z.ZodType): Answer {
  const description = 'The event stream, as a list of event data.';
  return { status: 200, description, headers: ['Cache-Control'], content: { 'text/event-stream': z.array(data) } };
}

/** Request headers of cached responses. */
const CONDITIONAL: Parameters = {
  'If-None-Match': textParameter('Entity tags of the client’s copies, or *.'),
  'If-Modified-Since': textParameter('Time of the client’s copy; ignored if If-None-Match is present.'),
  'Accept-Encoding': textParameter('Supported codings: zstd, br and gzip.'),
};

const NOT_MODIFIED: Answer = {
  status: 304,
  description: 'The client’s copy is current.',
  headers: CACHE_HEADERS,
};

/** Problems of cached responses. */
const PREPARED_PROBLEMS = ['not-acceptable', 'precondition-failed', 'unavailable'] as const;

/** Describes a route for Swagger. */
export function describe(operation: Operation): MethodDecorator {
  const { id, summary, description, path, query, body, answers, problems = [], prepared = false } = operation;
  const { bodyRequired = true, bodyType, forPeople = false, credential = false } = operation;
  const headers = { ...operation.headers, ...(prepared && CONDITIONAL) };
  const optional = { required: false };
  return applyDecorators(
    ApiOperation({ operationId: id, summary, description }),
    ...parametersOf(path).map((parameter) => ApiParam(parameter)),
    ...parametersOf(query).map((parameter) => ApiQuery({ ...parameter, ...optional })),
    ...parametersOf(headers).map((parameter) => ApiHeader({ ...parameter, ...optional })),
    ...(bodyType === undefined ? [] : [ApiConsumes(bodyType)]),
    ...(body === undefined ? [] : [ApiBody({ required: bodyRequired, schema: schemaOf(body) })]),
    ...(credential ? [ApiBearerAuth('credential')] : []),
    // Answers come after the problems, because they may describe the same status in more detail.
    ApiProblems([...problems, ...(prepared ? PREPARED_PROBLEMS : [])], forPeople),
    ...[...answers, ...(prepared ? [NOT_MODIFIED] : [])].map(describeAnswer),
  );
}

function parametersOf(
  parameters: Parameters = {},
): { name: string; description: string; schema: object; example?: unknown }[] {
  return Object.entries(parameters).map(([name, schema]) => {
    const { description = '', example } = z.globalRegistry.get(schema) ?? {};
    return { name, description, schema: schemaOf(schema), ...(example !== undefined && { example }) };
  });
}

function describeAnswer({ status, description, headers = [], content = {} }: Answer): MethodDecorator {
  const described = Object.entries(content).map(([type, schema]) => [type, { schema: schemaOf(schema) }]);
  return ApiResponse({
    status,
    description,
    headers: responseHeaders(headers),
    ...(described.length > 0 && { content: Object.fromEntries(described) as Record<string, { schema: object }> }),
  });
}
