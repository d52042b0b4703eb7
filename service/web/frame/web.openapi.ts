import * as z from 'zod';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Operation } from '../../openapi/api-operation.ts';
import { CACHE_HEADERS } from '../../openapi/response-headers.ts';
import { ASSET_NAMES } from './assets.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from './language.parameters.ts';

/** Schemas of the path parameters. */
export const PATH = {
  collection: textParameter('Name of the collection.'),
  id: textParameter('Id of the item.'),
  file: z.enum(ASSET_NAMES).meta({ description: 'Name of the file.' }),
};

const headers = [...CACHE_HEADERS.filter((name) => name !== 'Last-Modified'), 'Content-Language'] as const;
const PAGE = {
  description: 'HTML that works without scripts, in French or English by Accept-Language or lang.',
  query: LANGUAGE_QUERY,
  headers: LANGUAGE_HEADER,
  answers: { 200: { description: 'The page.', headers, content: { 'text/html': TEXT } } },
  prepared: true,
} satisfies Omit<Operation, 'summary'>;

const LIST_QUERY = {
  ...LANGUAGE_QUERY,
  q: z.string().max(200).meta({ description: 'Words that items must all contain.' }),
  page: z.int().min(1).default(1).meta({ description: 'Page number, 50 items per page.' }),
};

/** The content pages and the assets of all pages. */
export const OPERATIONS = {
  getHomePage: { ...PAGE, summary: 'Home page: latest news, next events, questions' },
  getCollectionPage: {
    ...PAGE,
    summary: 'A collection',
    query: LIST_QUERY,
    problems: ['invalid-parameter', 'not-found'],
  },
  getItemPage: { ...PAGE, summary: 'An item', problems: ['not-found'] },
  getAsset: {
    summary: 'Style sheets, scripts and icon of the pages',
    description: 'Pages reference these with a digest of their content.',
    query: { v: textParameter('Digest of the file; if it matches, the response can be cached for a year.') },
    answers: {
      200: {
        description: 'The file.',
        headers: ['ETag', 'Last-Modified', 'Cache-Control', 'Vary'],
        content: { 'text/css': TEXT, 'text/javascript': TEXT, 'image/svg+xml': TEXT },
      },
    },
    problems: ['not-found'],
    prepared: true,
  },
} satisfies Record<string, Operation>;
