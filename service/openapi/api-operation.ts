import * as z from 'zod';
import { isForPrograms } from '../http/problems/problem.filter.ts';
import { PROBLEMS } from '../http/problems/problem.ts';
import type { ProblemKind } from '../http/problems/problem.ts';
import {
  COMMON_PROBLEMS,
  CREDENTIAL_PROBLEMS,
  POST_PROBLEMS,
  PREPARED_PROBLEMS,
  PROBLEM,
  problemHeaders,
} from './api-problems.ts';
import type { OpenApiSchemas } from './openapi-schemas.ts';
import { CACHE_HEADERS, responseHeaders } from './response-headers.ts';
import type { ResponseHeader } from './response-headers.ts';

/** Parameters by name; `meta` of each schema has the description of the parameter. */
export type Parameters = Readonly<Record<string, z.ZodType>>;

/** A response of an operation. */
export interface Answer {
  readonly description: string;
  readonly headers?: readonly ResponseHeader[];
  /** Schema of the body by media type; no body if omitted. */
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

/** An operation of the API, as described in OpenAPI. The rest follows from its route: path, method, tag and credential. */
export interface Operation {
  readonly summary: string;
  readonly description: string;
  /** Path parameters in addition to those of its module; those that are not in the path are ignored. */
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
  /** By status. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** Problems in addition to those that follow from the route. */
  readonly problems?: readonly ProblemKind[];
  /** Whether the response comes from the answer cache, with validators and content codings. @default false */
  readonly prepared?: boolean;
}

/** Where an operation is, and whether it requires a credential. */
interface Route {
  /** In the style of OpenAPI: `/api/{collection}`. */
  readonly path: string;
  readonly method: 'get' | 'post' | 'delete';
  readonly isProtected: boolean;
}

/** Schema of a text body: a page, a stream, a file. */
export const TEXT = z.string();

/** Returns the schema of a string parameter. */
export function textParameter(description: string): z.ZodType {
  return z.string().meta({ description });
}

/** Returns the response with a JSON body. */
export function json(
  description: string,
  schema: z.ZodType,
  headers: readonly ResponseHeader[] = ['Cache-Control'],
): Answer {
  return { description, headers, content: { 'application/json': schema } };
}

/** Returns the response of an event stream, by the schema of its data. */
export function eventStream(data: z.ZodType): Answer {
  const description = 'The event stream, as a list of event data.';
  return { description, headers: ['Cache-Control'], content: { 'text/event-stream': z.array(data) } };
}

/** Request headers of cached responses. */
const CONDITIONAL: Parameters = {
  'If-None-Match': textParameter('Entity tags of the client’s copies, or *.'),
  'If-Modified-Since': textParameter('Time of the client’s copy; ignored if If-None-Match is present.'),
  'Accept-Encoding': textParameter('Supported codings: zstd, br and gzip.'),
};

const NOT_MODIFIED: Operation['answers'] = {
  304: { description: 'The client’s copy is current.', headers: CACHE_HEADERS },
};

const TO_SIGN_IN: Operation['answers'] = {
  302: { description: 'Redirects to the sign-in page.', headers: ['Location'] },
};

/** Returns the description of an operation in OpenAPI 3.0, except its tags and security. */
export function describeOperation(operation: Operation, route: Route, schemas: OpenApiSchemas): object {
  const { summary, description, path = {}, query = {}, body, prepared = false } = operation;
  const { bodyRequired = true, bodyType = 'application/json' } = operation;
  const contentOf = (content: Parameters): object =>
    Object.fromEntries(Object.entries(content).map(([type, schema]) => [type, { schema: schemas.convert(schema) }]));
  const parametersOf = (place: string, parameters: Parameters): object[] =>
    Object.entries(parameters).map(([name, parameter]) => {
      const { description: text, ...schema } = schemas.convert(parameter) as { description?: string };
      return { name, in: place, required: place === 'path', description: text, schema };
    });
  const inPath = Object.entries(path).filter(([name]) => route.path.includes(`{${name}}`));
  const answers: Operation['answers'] = {
    ...problemAnswers(operation, route),
    ...operation.answers,
    ...(prepared && NOT_MODIFIED),
    ...(isPageOfStaff(operation, route) && TO_SIGN_IN),
  };
  return {
    summary,
    description,
    parameters: [
      ...parametersOf('path', Object.fromEntries(inPath)),
      ...parametersOf('query', query),
      ...parametersOf('header', { ...operation.headers, ...(prepared && CONDITIONAL) }),
    ],
    ...(body && { requestBody: { required: bodyRequired, content: contentOf({ [bodyType]: body }) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, { description: text, headers = [], content }]) => [
        status,
        { description: text, headers: responseHeaders(headers), ...(content && { content: contentOf(content) }) },
      ]),
    ),
  };
}

/** Whether browsers without a session are sent to the sign-in page. */
function isPageOfStaff({ answers }: Operation, { method, isProtected }: Route): boolean {
  return isProtected && method === 'get' && answers[200]?.content?.['text/html'] !== undefined;
}

/** Returns the problems of a route by status; browsers get some as a page. */
function problemAnswers({ problems = [], prepared }: Operation, route: Route): Readonly<Record<string, Answer>> {
  const kinds = new Set([
    ...problems,
    ...(prepared === true ? PREPARED_PROBLEMS : []),
    ...(route.method === 'get' ? [] : POST_PROBLEMS),
    ...(route.isProtected ? CREDENTIAL_PROBLEMS : []),
    ...COMMON_PROBLEMS,
  ]);
  const byStatus = Map.groupBy(kinds, (kind) => PROBLEMS[kind].status);
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => {
      const description = ofStatus.map((kind) => PROBLEMS[kind].title).join('; or: ');
      const page = isForPrograms(route.path) || status === 431 ? {} : { 'text/html': TEXT };
      const content = { 'application/problem+json': PROBLEM, ...page };
      return [status, { description, headers: problemHeaders(status), content }];
    }),
  );
}
