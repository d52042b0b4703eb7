import * as z from 'zod';
import { defineCollection } from './collection.ts';
import { commonFields, hasOneOf, requiredText } from './item-fields.ts';

const questions = ['question', 'q'];
const answers = ['answer', 'a'];
const asked = hasOneOf(questions);
const answered = hasOneOf(answers);

/** Frequently asked questions with answers. */
export const collection = defineCollection({
  name: 'faq',
  title: { en: 'Questions and answers', fr: 'Questions et réponses' },
  presentation: 'questions',
  fields: { title: questions, body: answers, tags: ['tags'] },
  item: z
    .looseObject({
      ...commonFields,
      question: requiredText.optional(),
      q: requiredText.optional(),
      answer: requiredText.optional(),
      a: requiredText.optional(),
    })
    .refine(asked.check, asked.message)
    .refine(answered.check, answered.message),
});
