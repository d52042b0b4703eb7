import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiConditional, ApiPageProblems, CACHE_HEADERS, PREPARED_PROBLEMS } from '../../openapi/api-problems.ts';
import { ASSET_NAMES } from './assets.ts';
import { LANGUAGES } from './language.ts';

const { 'Last-Modified': lastModified, ...pageHeaders } = CACHE_HEADERS;

/** The request header that says which languages a reader prefers. */
export const ACCEPT_LANGUAGE = ApiHeader({
  name: 'Accept-Language',
  required: false,
  description: 'Languages that the reader prefers (RFC 9110 section 12.5.4).',
  schema: { type: 'string' },
});

/** Describes a page with the path parameters it has. */
export function ApiPage(
  operationId: string,
  summary: string,
  ...parameters: readonly ('collection' | 'id')[]
): MethodDecorator {
  const isList = parameters.length === 1;
  return applyDecorators(
    ApiOperation({
      operationId,
      summary,
      description: 'HTML that reads without script, in French or English by Accept-Language or lang.',
    }),
    ...parameters.map((name) =>
      name === 'id'
        ? ApiParam({ name, description: 'Id of the item.', schema: { type: 'string' }, example: '1' })
        : ApiParam({ name, description: 'Name of the collection.', schema: { type: 'string' }, example: 'events' }),
    ),
    ApiQuery({
      name: 'lang',
      required: false,
      description: 'The language, whatever Accept-Language says.',
      schema: { type: 'string', enum: [...LANGUAGES] },
    }),
    ...(isList
      ? [
          ApiQuery({
            name: 'q',
            required: false,
            description: 'Words that must all occur.',
            schema: { type: 'string', maxLength: 200 },
          }),
          ApiQuery({
            name: 'page',
            required: false,
            description: 'Which page of 50 items.',
            schema: { type: 'integer', minimum: 1, default: 1 },
          }),
        ]
      : []),
    ACCEPT_LANGUAGE,
    ApiResponse({
      status: 200,
      description: 'The page.',
      headers: {
        ...pageHeaders,
        'Content-Language': { description: 'Language of the page.', schema: { type: 'string' } },
      },
      content: { 'text/html': { schema: { type: 'string' } } },
    }),
    ApiConditional(),
    ApiPageProblems(
      ...(isList ? (['invalid-parameter'] as const) : []),
      ...(parameters.length > 0 ? (['not-found'] as const) : []),
      ...PREPARED_PROBLEMS,
    ),
  );
}

/** Describes `GET /assets/:file`. */
export function ApiAsset(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'getAsset',
      summary: 'Style, script and icon of the pages',
      description: 'Pages ask for these by the digest of their content.',
    }),
    ApiParam({ name: 'file', description: 'Name of the file.', schema: { type: 'string', enum: [...ASSET_NAMES] } }),
    ApiQuery({
      name: 'v',
      required: false,
      description: 'Digest of the file; with the right one the answer may be kept for a year.',
      schema: { type: 'string' },
    }),
    ApiResponse({
      status: 200,
      description: 'The file.',
      headers: {
        ETag: CACHE_HEADERS.ETag,
        'Last-Modified': lastModified,
        'Cache-Control': CACHE_HEADERS['Cache-Control'],
        Vary: CACHE_HEADERS.Vary,
      },
      content: {
        'text/css': { schema: { type: 'string' } },
        'text/javascript': { schema: { type: 'string' } },
        'image/svg+xml': { schema: { type: 'string' } },
      },
    }),
    ApiConditional(),
    ApiPageProblems('not-found', ...PREPARED_PROBLEMS),
  );
}
