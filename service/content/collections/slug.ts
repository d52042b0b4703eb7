/** Removes case and accents for comparison: `Événement` and `evenement` fold to the same text. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .replaceAll('æ', 'ae')
    .replaceAll('ß', 'ss');
}

/** Converts a text to a path segment: folded letters and digits of any script, joined by dashes, at most 80 characters. */
export function slug(text: string): string {
  return fold(text)
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+/, '')
    .replace(/^(.{80}).*$/su, '$1')
    .replace(/-+$/, '');
}

/** Creates unique slugs: if the slug of a title is taken, its date is appended, and if that is taken too, a number. */
export class Slugs {
  readonly #taken: Set<string>;
  /** The next number to try for each slug, because thousands of items can have the same title. */
  readonly #numbers = new Map<string, number>();

  constructor(ids: readonly string[]) {
    this.#taken = new Set(ids);
  }

  next(title: string | undefined, date: string | undefined): string {
    const base = slug(title ?? '') || 'item';
    const candidates = date === undefined ? [base] : [base, `${base}-${date.slice(0, 10)}`];
    const free = candidates.find((candidate) => !this.#taken.has(candidate)) ?? this.#numbered(base);
    this.#taken.add(free);
    return free;
  }

  #numbered(base: string): string {
    let number = this.#numbers.get(base) ?? 2;
    while (this.#taken.has(`${base}-${String(number)}`)) number++;
    this.#numbers.set(base, number + 1);
    return `${base}-${String(number)}`;
  }
}
