/** Languages and colour schemes that pages are checked in: overflow depends on the former alone, contrast on the latter alone. */
export const PAGE_VARIANTS = [
  ['fr', 'light'],
  ['en', 'dark'],
] as const;
