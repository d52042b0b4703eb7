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

/** One way an operation succeeds. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly headers?: readonly ResponseHeader[];
  /** The schema of the body by media type; without it there is no body. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

/** An operation of the API, from which its part of the description is made. */
export interface Operation {
  /** Its method, then what it is about: `getQueue`. */
  readonly id: string;
  readonly summary: string;
  readonly description: string;
  /** Of the path; all are required. */
  readonly path?: Parameters;
  /** Of the query; all may be left out. */
  readonly query?: Parameters;
  /** Request headers; all may be left out. */
  readonly headers?: Parameters;
  readonly body?: z.ZodType;
  /** @default true */
  readonly bodyRequired?: boolean;
  /** @default application/json */
  readonly bodyType?: string;
  readonly answers: readonly Answer[];
  /** Problems beside those that any operation may have. */
  readonly problems?: readonly ProblemKind[];
  /** Whether the answer is prepared: it then has validators and content codings. @default false */
  readonly prepared?: boolean;
  /** Whether it takes a credential, required or not, that no guard declares. @default false */
  readonly credential?: boolean;
  /** Whether browsers are shown problems as pages. @default false */
  readonly forPeople?: boolean;
}

/** The schema of a body that is text to the description: a page, a stream, a file. */
export const TEXT = z.string();

/** A parameter that is any text. */
export function textParameter(description: string, example?: string): z.ZodType {
  return z.string().meta({ description, ...(example !== undefined && { example }) });
}

/** A stream of server-sent events, by the schema of their data. */
export function eventStream(data: z.ZodType): Answer {
  const description = 'The stream, as a list of the data of its events.';
  return { status: 200, description, headers: ['Cache-Control'], content: { 'text/event-stream': z.array(data) } };
}

/** Request headers of prepared answers. */
const CONDITIONAL: Parameters = {
  'If-None-Match': textParameter('Entity tags of copies the client holds, or *.'),
  'If-Modified-Since': textParameter('Time of the copy the client holds; ignored beside If-None-Match.'),
  'Accept-Encoding': textParameter('zstd, br and gzip are prepared.'),
};

const NOT_MODIFIED: Answer = {
  status: 304,
  description: 'The copy the client holds is current.',
  headers: CACHE_HEADERS,
};

/** What can be wrong where an answer is prepared. */
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
    // An answer may say more of a status than the problems do: it comes after them.
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
