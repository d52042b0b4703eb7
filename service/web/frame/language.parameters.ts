import * as z from 'zod';
import { textParameter } from '../../openapi/api-operation.ts';
import { LANGUAGES } from './language.ts';

/** Parameters by which a reader chooses the language of a page. */
export const LANGUAGE_QUERY = {
  lang: z.enum(LANGUAGES).meta({ description: 'The language, whatever Accept-Language says.' }),
};
/** The request header that says which languages a reader prefers. */
export const LANGUAGE_HEADER = {
  'Accept-Language': textParameter('Languages that the reader prefers (RFC 9110 section 12.5.4).'),
};
