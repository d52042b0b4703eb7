import * as z from 'zod';
import { TEXT, textParameter } from '../../openapi/api-operation.ts';
import type { Operation } from '../../openapi/api-operation.ts';
import { CACHE_HEADERS } from '../../openapi/response-headers.ts';
import { ASSET_NAMES } from './assets.ts';
import { LANGUAGE_HEADER, LANGUAGE_QUERY } from './language.parameters.ts';

const PATH = {
  collection: textParameter('Name of the collection.', 'events'),
  id: textParameter('Id of the item.', '1'),
};

const LIST_QUERY = {
  q: z.string().max(200).meta({ description: 'Words that items must all contain.' }),
  page: z.int().min(1).default(1).meta({ description: 'Page number, 50 items per page.' }),
};

/** Describes a page with its path parameters. */
function page(id: string, summary: string, ...parameters: readonly ('collection' | 'id')[]): Operation {
  const isList = parameters.length === 1;
  return {
    id,
    summary,
    description: 'HTML that works without scripts, in French or English by Accept-Language or lang.',
    path: Object.fromEntries(parameters.map((name) => [name, PATH[name]])),
    query: { ...LANGUAGE_QUERY, ...(isList && LIST_QUERY) },
    headers: LANGUAGE_HEADER,
    answers: [
      {
        status: 200,
        description: 'The page.',
        headers: [...CACHE_HEADERS.filter((name) => name !== 'Last-Modified'), 'Content-Language'],
        content: { 'text/html': TEXT },
      },
    ],
    problems: [
      ...(isList ? (['invalid-parameter'] as const) : []),
      ...(parameters.length > 0 ? (['not-found'] as const) : []),
    ],
    prepared: true,
    forPeople: true,
  };
}

export const home = page('getHomePage', 'Home page: latest news, next events, questions');
export const collection = page('getCollectionPage', 'A collection', 'collection');
export const item = page('getItemPage', 'An item', 'collection', 'id');

/** `GET /assets/:file` */
export const asset: Operation = {
  id: 'getAsset',
  summary: 'Style sheets, scripts and icon of the pages',
  description: 'Pages reference these with a digest of their content.',
  path: { file: z.enum(ASSET_NAMES).meta({ description: 'Name of the file.' }) },
  query: { v: textParameter('Digest of the file; if it matches, the response can be cached for a year.') },
  answers: [
    {
      status: 200,
      description: 'The file.',
      headers: ['ETag', 'Last-Modified', 'Cache-Control', 'Vary'],
      content: { 'text/css': TEXT, 'text/javascript': TEXT, 'image/svg+xml': TEXT },
    },
  ],
  problems: ['not-found'],
  prepared: true,
  forPeople: true,
};
