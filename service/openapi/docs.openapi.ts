import * as z from 'zod';
import { TEXT } from './api-operation.ts';
import type { Operation } from './api-operation.ts';
import { FILES } from './docs.files.ts';

const headers = ['ETag', 'Cache-Control', 'Vary'] as const;

const DESCRIPTION = z
  .looseObject({ openapi: z.string().meta({ example: '3.0.0' }), info: z.looseObject({}), paths: z.looseObject({}) })
  .meta({ id: 'OpenApiDescription', description: 'See https://spec.openapis.org/oas/v3.0.3.' });

const description = (format: string, note: string, mediaType: string, schema: z.ZodType): Operation => ({
  summary: `API description as ${format}`,
  description: note,
  answers: { 200: { description: 'The description.', headers, content: { [mediaType]: schema } } },
  prepared: true,
});
const forPrograms = 'OpenAPI 3.0, for clients and code generators.';

/** The API description, as data and as a page. */
export const OPERATIONS = {
  getDocs: description('a page', 'Requests can be tried out there.', 'text/html', TEXT),
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
  getOpenApiJson: description('JSON', forPrograms, 'application/json', DESCRIPTION),
  getOpenApiYaml: description('YAML', forPrograms, 'application/yaml', DESCRIPTION),
} satisfies Record<string, Operation>;
