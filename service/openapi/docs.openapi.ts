import * as z from 'zod';
import { TEXT } from './api-operation.ts';
import type { Operation } from './api-operation.ts';
import { FILES } from './docs.files.ts';

const headers = ['ETag', 'Cache-Control', 'Vary'] as const;

const DESCRIPTION = z
  .looseObject({ openapi: z.string().meta({ example: '3.0.0' }), info: z.looseObject({}), paths: z.looseObject({}) })
  .meta({ id: 'OpenApiDescription', description: 'See https://spec.openapis.org/oas/v3.0.3.' });

const description = (format: string, mediaType: string): Operation => ({
  summary: `API description as ${format}`,
  description: 'For clients and code generators.',
  answers: { 200: { description: 'OpenAPI 3.0.', headers, content: { [mediaType]: DESCRIPTION } } },
  prepared: true,
});

/** The API description, as data and as a page. */
export const OPERATIONS = {
  getDocs: {
    summary: 'API description as a page',
    description: 'Requests can be tried out there.',
    answers: { 200: { description: 'The page.', headers, content: { 'text/html': TEXT } } },
    prepared: true,
  },
  getDocsFile: {
    summary: 'Style sheets and scripts of the page',
    description: 'Loaded by /docs.',
    path: { file: z.enum([...FILES.keys()]).meta({ description: 'Name of the file.' }) },
    answers: {
      200: {
        description: 'The file.',
        headers: [...headers, 'Last-Modified'],
        content: { 'text/css': TEXT, 'text/javascript': TEXT },
      },
    },
    problems: ['not-found'],
    prepared: true,
  },
  getOpenApiJson: description('JSON', 'application/json'),
  getOpenApiYaml: description('YAML', 'application/yaml'),
} satisfies Record<string, Operation>;
