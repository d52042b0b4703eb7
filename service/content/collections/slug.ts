/** A text without case and accents, for comparing: `Événement` and `evenement` fold to the same. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss');
}

/** A text as a path segment: folded letters and digits of any script, joined by dashes, at most 80 characters. */
export function slug(text: string): string {
  return fold(text)
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+/, '')
    .replace(/^(.{80}).*$/su, '$1')
    .replace(/-+$/, '');
}
