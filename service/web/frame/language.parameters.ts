import * as z from 'zod';
import { textParameter } from '../../openapi/api-operation.ts';
import { LANGUAGES } from './language.ts';

/** Query parameter for the language of a page. */
export const LANGUAGE_QUERY = {
  lang: z.enum(LANGUAGES).meta({ description: 'Language; overrides Accept-Language.' }),
};
/** Request header for the preferred languages. */
export const LANGUAGE_HEADER = {
  'Accept-Language': textParameter('Preferred languages (RFC 9110 section 12.5.4).'),
};
