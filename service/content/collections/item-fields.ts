import * as z from 'zod';
import { parseDate } from './date.ts';

/** A text that is not blank. */
export const requiredText = z.string('must be a text').regex(/\S/, 'must not be blank');

/** A day (`2026-02-15`) or a moment (`2026-02-15T10:00:00Z`) by RFC 3339. */
export const dateText = z
  .string('must be a date: 2026-02-15 or 2026-02-15T10:00:00Z')
  .refine((value) => parseDate(value) !== undefined, 'must be a date that exists: 2026-02-15 or 2026-02-15T10:00:00Z');

/** A link to the web: `https://` or `http://`. */
export const webAddress = z
  .string('must be a web address')
  .regex(/^https?:\/\/[^\s/]/i, 'must start with https:// or http://')
  .refine((address) => URL.canParse(address), 'must be a web address that browsers can follow');

/** One word, or a list of words. */
export const tagList = z.union([requiredText, z.array(requiredText)], 'must be a word or a list of words');

/** What an item of any collection may carry beside its own fields. */
export const commonFields = {
  id: z
    .union([requiredText, z.number().int()], 'must be a text or a whole number')
    .refine((id) => String(id).length <= 200, 'must have at most 200 characters')
    .refine((id) => id !== '.' && id !== '..', 'must not be "." or "..", which mean other addresses')
    .optional(),
  tags: tagList.optional(),
  url: webAddress.optional(),
  publishAt: dateText.optional(),
  expireAt: dateText.optional(),
} as const;

/** Refuses an item that has none of `names`, which would leave it without a title. */
export function hasOneOf(names: readonly string[]): { check: (item: object) => boolean; message: string } {
  return {
    check: (item) => names.some((name) => Object.hasOwn(item, name)),
    message: `must have ${names.map((name) => `"${name}"`).join(' or ')}`,
  };
}
