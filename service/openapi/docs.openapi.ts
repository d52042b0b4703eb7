import * as z from 'zod';
import { TEXT } from './api-operation.ts';
import type { Operation } from './api-operation.ts';
import { FILES } from './docs.files.ts';
import { namedSchema } from './named-schema.ts';

const headers = ['ETag', 'Cache-Control', 'Vary'] as const;

const DESCRIPTION = namedSchema(
  'OpenApiDescription',
  z
    .looseObject({ openapi: z.string().meta({ example: '3.0.0' }), info: z.looseObject({}), paths: z.looseObject({}) })
    .meta({ description: 'See https://spec.openapis.org/oas/v3.0.3.' }),
);

/** `GET /docs` */
export const page: Operation = {
  id: 'getDocs',
  summary: 'API description as a page',
  description: 'Requests can be tried out there.',
  answers: [{ status: 200, description: 'The page.', headers, content: { 'text/html': TEXT } }],
  prepared: true,
  forPeople: true,
};

/** `GET /docs/:file` */
export const file: Operation = {
  id: 'getDocsFile',
  summary: 'Style sheets and scripts of the page',
  description: 'Loaded by /docs.',
  path: { file: z.enum([...FILES.keys()]).meta({ description: 'Name of the file.' }) },
  answers: [
    {
      status: 200,
      description: 'The file.',
      headers: [...headers, 'Last-Modified'],
      content: { 'text/css': TEXT, 'text/javascript': TEXT },
    },
  ],
  problems: ['not-found'],
  prepared: true,
  forPeople: true,
};

function document(id: string, format: string, mediaType: string): Operation {
  return {
    id,
    summary: `API description as ${format}`,
    description: 'For clients and code generators.',
    answers: [{ status: 200, description: 'OpenAPI 3.0.', headers, content: { [mediaType]: DESCRIPTION } }],
    prepared: true,
  };
}

export const json = document('getOpenApiJson', 'JSON', 'application/json');
export const yaml = document('getOpenApiYaml', 'YAML', 'application/yaml');
