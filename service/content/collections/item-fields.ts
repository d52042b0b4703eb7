import * as z from 'zod';
import { parseDate } from './date.ts';

/** A non-blank string. */
export const requiredText = z.string('must be a string').regex(/\S/, 'must not be blank');

/** A date (`2026-02-15`) or date-time (`2026-02-15T10:00:00Z`) by RFC 3339. */
export const dateText = z
  .string('must be a date: 2026-02-15 or 2026-02-15T10:00:00Z')
  .refine((value) => parseDate(value) !== undefined, 'must be an existing date: 2026-02-15 or 2026-02-15T10:00:00Z');

/** A web URL: `https://` or `http://`. */
export const webAddress = z
  .string('must be a URL')
  .regex(/^https?:\/\/[^\s/]/i, 'must start with https:// or http://')
  .refine((address) => URL.canParse(address), 'must be a valid URL');

/** One word, or a list of words. */
export const tagList = z.union([requiredText, z.array(requiredText)], 'must be a word or a list of words');

/** Optional fields of items of all collections. */
export const commonFields = {
  id: z
    .union([requiredText, z.number().int()], 'must be a string or an integer')
    .refine((id) => String(id).length <= 200, 'must have at most 200 characters')
    .refine((id) => id !== '.' && id !== '..', 'must not be "." or "..", which are relative paths')
    .optional(),
  tags: tagList.optional(),
  url: webAddress.optional(),
  publishAt: dateText.optional(),
  expireAt: dateText.optional(),
} as const;

/** Requires at least one of the fields `names`. */
export function hasOneOf(names: readonly string[]): { check: (item: object) => boolean; message: string } {
  return {
    check: (item) => names.some((name) => Object.hasOwn(item, name)),
    message: `must have ${names.map((name) => `"${name}"`).join(' or ')}`,
  };
}
