import { TEXT } from '../../openapi/api-operation.ts';
import type { Operation } from '../../openapi/api-operation.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from '../frame/language.parameters.ts';

/** The operations page. */
export const OPERATIONS = {
  getOperationsPage: {
    summary: 'Operations page',
    description:
      'Processes, components, queues, content, limits reached and recent errors, as HTML in French or English. Requires the scope supervisor or admin.',
    query: LANGUAGE_QUERY,
    headers: LANGUAGE_HEADER,
    answers: {
      200: {
        description: 'The page.',
        headers: ['Cache-Control', 'Content-Language', 'Vary'],
        content: { 'text/html': TEXT },
      },
    },
    problems: ['unavailable'],
  },
} satisfies Record<string, Operation>;
