import type { Collection } from './collection.ts';
import { parseDate } from './date.ts';
import type { DateRange } from './date.ts';
import { fold, slug } from './slug.ts';

/** The object its authors wrote. */
export type ItemValue = Readonly<Record<string, unknown>>;

/** One item of a collection with what the service needs to know of it. All times are milliseconds since the epoch. */
export interface Item {
  /** The authored `id` as text, else a slug of the title. Unique in its collection. */
  readonly id: string;
  readonly value: ItemValue;
  /** Its place in the document, from 0. */
  readonly position: number;
  readonly title: string;
  readonly body: string | undefined;
  /** Empty when none is given. */
  readonly place: string;
  /** An address on the web with more about it. */
  readonly url: string | undefined;
  readonly tags: readonly string[];
  readonly start: DateRange | undefined;
  readonly end: DateRange | undefined;
  /** Not served before. */
  readonly publishAt: number | undefined;
  /** Not served from then on. */
  readonly expireAt: number | undefined;
  /** Every text of the item without case and accents, made at the first search. */
  searchText(): string;
  /** Its tags without case and accents, made at the first search. */
  foldedTags(): readonly string[];
}

/** The items of a list, with unique ids. Values must have passed the collection's schema. */
export function readItems(collection: Collection, values: readonly ItemValue[]): readonly Item[] {
  const slugs = new Slugs(values.flatMap((value) => authoredId(value) ?? []));
  return values.map((value, position) => {
    const id =
      authoredId(value) ??
      slugs.next(firstText(value, collection.fields.title), firstText(value, collection.fields.start));
    return readItem(collection, value, position, id);
  });
}

/** The id its author gave to an item, as text. */
export function authoredId(value: ItemValue): string | undefined {
  const { id } = value;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

function readItem(collection: Collection, value: ItemValue, position: number, id: string): Item {
  const { fields } = collection;
  let searchText: string | undefined;
  let foldedTags: readonly string[] | undefined;
  const tags = wordsOf(first(value, fields.tags));
  return {
    id,
    value,
    position,
    title: firstText(value, fields.title) ?? id,
    body: firstText(value, fields.body),
    place: (fields.place ?? []).flatMap((name) => firstText(value, [name]) ?? []).join(', '),
    url: firstText(value, ['url']),
    tags,
    start: dateOf(value, fields.start),
    end: dateOf(value, fields.end),
    publishAt: dateOf(value, ['publishAt'])?.from,
    expireAt: dateOf(value, ['expireAt'])?.from,
    foldedTags: () => (foldedTags ??= tags.map(fold)),
    searchText: () => (searchText ??= fold(textsOf(value).join('\n'))),
  };
}

/** Gives out slugs that nobody has: a second item of the same title gets its date appended, and if that is taken too a number. */
class Slugs {
  private readonly taken: Set<string>;
  /** The next number to try for a base: thousands of items may share a title. */
  private readonly numbers = new Map<string, number>();

  constructor(ids: readonly string[]) {
    this.taken = new Set(ids);
  }

  next(title: string | undefined, date: string | undefined): string {
    const base = slug(title ?? '') || 'item';
    const candidates = date === undefined ? [base] : [base, `${base}-${date.slice(0, 10)}`];
    const free = candidates.find((candidate) => !this.taken.has(candidate)) ?? this.numbered(base);
    this.taken.add(free);
    return free;
  }

  private numbered(base: string): string {
    let number = this.numbers.get(base) ?? 2;
    while (this.taken.has(`${base}-${String(number)}`)) number++;
    this.numbers.set(base, number + 1);
    return `${base}-${String(number)}`;
  }
}

function first(value: ItemValue, names: readonly string[] = []): unknown {
  const name = names.find((candidate) => Object.hasOwn(value, candidate));
  return name === undefined ? undefined : value[name];
}

function firstText(value: ItemValue, names: readonly string[] | undefined): string | undefined {
  const found = first(value, names);
  return typeof found === 'string' ? found : undefined;
}

function dateOf(value: ItemValue, names: readonly string[] | undefined): DateRange | undefined {
  const text = firstText(value, names);
  return text === undefined ? undefined : parseDate(text);
}

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : [];
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
