import type { Item } from './item.ts';

/** Sort orders; a minus reverses the order. */
export const SORT_KEYS = ['date', '-date', 'title', '-title'] as const;
export type SortKey = (typeof SORT_KEYS)[number];

/** Items in document order, with cached lookup by id and cached sort orders. */
export class ItemList {
  readonly items: readonly Item[];
  readonly #whole: ItemList | undefined;
  readonly #sorted = new Map<SortKey, readonly Item[]>();
  #byId: ReadonlyMap<string, Item> | undefined;

  /** @param whole list that contains these items, whose sort orders are reused. */
  constructor(items: readonly Item[], whole?: ItemList) {
    this.items = items;
    this.#whole = whole;
  }

  find(id: string): Item | undefined {
    this.#byId ??= new Map(this.items.map((item) => [item.id, item]));
    return this.#byId.get(id);
  }

  /** Returns all items sorted; those without a date come last in both directions. */
  sorted(key: SortKey): readonly Item[] {
    let sorted = this.#sorted.get(key);
    if (sorted === undefined) this.#sorted.set(key, (sorted = this.#sort(key)));
    return sorted;
  }

  #sort(key: SortKey): readonly Item[] {
    if (this.#whole === undefined) return this.items.toSorted(COMPARISONS[key]);
    const own = new Set(this.items);
    return this.#whole.sorted(key).filter((item) => own.has(item));
  }
}

type Comparison = (left: Item, right: Item) => number;

const collator = new Intl.Collator('fr', { sensitivity: 'base', numeric: true });

const COMPARISONS: Readonly<Record<SortKey, Comparison>> = {
  date: byDate(1),
  '-date': byDate(-1),
  title: byTitle(1),
  '-title': byTitle(-1),
};

function byTitle(direction: 1 | -1): Comparison {
  return (left, right) => direction * collator.compare(left.title, right.title);
}

function byDate(direction: 1 | -1): Comparison {
  return (left, right) => {
    if (left.start === undefined || right.start === undefined)
      return Number(left.start === undefined) - Number(right.start === undefined);
    return direction * (left.start.from - right.start.from);
  };
}
