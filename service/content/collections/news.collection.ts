import * as z from 'zod';
import { defineCollection } from './collection.ts';
import { commonFields, dateText, requiredText } from './item-fields.ts';

/** Short articles, latest first on the pages if they have a date. */
export const collection = defineCollection({
  name: 'news',
  title: { en: 'News', fr: 'Actualités' },
  presentation: 'articles',
  fields: { title: ['title'], start: ['date', 'publishAt'], body: ['content', 'description'], tags: ['tags'] },
  item: z.looseObject({
    ...commonFields,
    title: requiredText,
    date: dateText.optional(),
    content: z.string('must be a string').optional(),
  }),
});
