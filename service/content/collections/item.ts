import type * as z from 'zod';
import type { ITEM } from '../representations/item.schema.ts';
import type { Collection } from './collection.ts';
import { parseDate } from './date.ts';
import type { DateRange } from './date.ts';
import { Slugs, fold } from './slug.ts';
import { visibleText } from './visible-text.ts';

/** An item as written by its authors. */
export type ItemValue = Readonly<z.infer<typeof ITEM>>;

/** One item of a collection, with its parsed properties. */
export interface Item {
  /** The `id` field as text, or else a slug of the title. Unique in its collection. */
  readonly id: string;
  readonly value: ItemValue;
  /** Position in the document, from 0. */
  readonly position: number;
  readonly title: string;
  readonly body: string | undefined;
  /** Empty if there is none. */
  readonly place: string;
  /** URL with more information. */
  readonly url: string | undefined;
  readonly tags: readonly string[];
  readonly start: DateRange | undefined;
  readonly end: DateRange | undefined;
  /** Not served before this date. */
  readonly publishAt: DateRange | undefined;
  /** Not served from this date on. */
  readonly expireAt: DateRange | undefined;
  /** Unknown fields: strings, numbers, booleans, and lists of these. */
  readonly details: readonly Detail[];
  /** Folded visible text, computed on the first search. */
  readonly searchText: string;
  /** Folded tags, computed on the first search. */
  readonly foldedTags: readonly string[];
}

/** An unknown field of an item. */
export interface Detail {
  readonly name: string;
  readonly text: string;
}

/** Creates the items of a list, with unique ids. Values must already be valid by the collection's schema. */
export function readItems(collection: Collection, values: readonly ItemValue[]): readonly Item[] {
  const slugs = new Slugs(values.flatMap((value) => authoredId(value) ?? []));
  return values.map((value, position) => {
    const id =
      authoredId(value) ??
      slugs.next(firstText(value, collection.fields.title), firstText(value, collection.fields.start));
    return new ReadItem(collection, value, position, id);
  });
}

/** Returns the `id` field of an item as text. */
export function authoredId(value: ItemValue): string | undefined {
  const { id } = value;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/** Computes properties on demand, because most of tens of thousands of items are never displayed. */
class ReadItem implements Item {
  readonly id: string;
  readonly value: ItemValue;
  readonly position: number;
  readonly title: string;
  readonly start: DateRange | undefined;
  readonly end: DateRange | undefined;
  readonly publishAt: DateRange | undefined;
  readonly expireAt: DateRange | undefined;
  readonly #collection: Collection;
  #searchText: string | undefined;
  #foldedTags: readonly string[] | undefined;

  constructor(collection: Collection, value: ItemValue, position: number, id: string) {
    const { fields } = collection;
    this.#collection = collection;
    this.id = id;
    this.value = value;
    this.position = position;
    this.title = firstText(value, fields.title) ?? id;
    this.start = dateOf(value, fields.start);
    this.end = dateOf(value, fields.end);
    this.publishAt = dateOf(value, ['publishAt']);
    this.expireAt = dateOf(value, ['expireAt']);
  }

  get body(): string | undefined {
    return firstText(this.value, this.#collection.fields.body);
  }

  get place(): string {
    const names = this.#collection.fields.place ?? [];
    const texts = names.flatMap((name) => firstText(this.value, [name]) ?? []);
    return texts.filter((text) => text.trim() !== '').join(', ');
  }

  get url(): string | undefined {
    return firstText(this.value, ['url']);
  }

  get tags(): readonly string[] {
    return wordsOf(first(this.value, this.#collection.fields.tags));
  }

  get details(): readonly Detail[] {
    const known = knownNames(this.#collection);
    return Object.entries(this.value)
      .filter(([name]) => !known.has(name))
      .flatMap(([name, value]) => {
        const text = scalarText(value);
        return text === '' ? [] : [{ name, text }];
      });
  }

  get searchText(): string {
    this.#searchText ??= fold(
      [
        this.title,
        visibleText(this.body ?? ''),
        this.place,
        ...this.tags,
        ...this.details.filter(({ text }) => !URL.canParse(text)).map(({ text }) => text),
      ].join('\n'),
    );
    return this.#searchText;
  }

  get foldedTags(): readonly string[] {
    this.#foldedTags ??= this.tags.map(fold);
    return this.#foldedTags;
  }
}

const names = new WeakMap<Collection, ReadonlySet<string>>();

/** Returns the field names that Kiosque understands in a collection. */
function knownNames(collection: Collection): ReadonlySet<string> {
  let known = names.get(collection);
  if (known === undefined) {
    const fields = Object.values(collection.fields) as (readonly string[] | undefined)[];
    known = new Set(['id', 'url', 'tags', 'publishAt', 'expireAt', ...fields.flatMap((each) => each ?? [])]);
    names.set(collection, known);
  }
  return known;
}

/** Formats a string, number or boolean, or a comma-separated list of these; empty for other values. */
function scalarText(value: unknown): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? value.map(scalarText).filter(Boolean).join(', ') : '';
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
