import * as z from 'zod';
import { defineCollection } from './collection.ts';
import { commonFields, dateText, hasOneOf, requiredText } from './item-fields.ts';

const titles = ['title', 'name'];
const starts = ['date', 'startDate'];
const titled = hasOneOf(titles);
const dated = hasOneOf(starts);

/** Events on one or several days. */
export const collection = defineCollection({
  name: 'events',
  title: { en: 'Events', fr: 'Événements' },
  presentation: 'agenda',
  fields: {
    title: titles,
    start: starts,
    end: ['endDate'],
    body: ['content', 'description'],
    place: ['location', 'city', 'country'],
    tags: ['tags', 'topics'],
  },
  item: z
    .looseObject({
      ...commonFields,
      title: requiredText.optional(),
      name: requiredText.optional(),
      date: dateText.optional(),
      startDate: dateText.optional(),
      endDate: dateText.optional(),
      content: z.string('must be a string').optional(),
    })
    .refine(titled.check, titled.message)
    .refine(dated.check, dated.message),
});
