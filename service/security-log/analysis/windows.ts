import { WINDOWS } from '../detectors/thresholds.ts';
import type { DistinctName, WindowName } from '../detectors/thresholds.ts';
import { shortHash } from './hashes.ts';

/** Parts of a window: old counts leave it in steps of a twelfth of its span. */
const PARTS = 12;

/** Number of a part and the count in it, alternating, oldest first. */
type Counts = number[];
/** Hashed value and the number of the part in which it was last seen. */
type Values = Record<string, number>;

/** Stored form of an actor's windows; windows without content are left out. */
export interface WindowsState {
  counts?: Partial<Record<WindowName, Counts>>;
  values?: Partial<Record<DistinctName, Values>>;
}

/**
 * Sliding windows by the time in the log. Lines may be out of order: one that is older than the window of the newest is not counted.
 */
export class ActorWindows {
  readonly #state: WindowsState;

  constructor(state: WindowsState) {
    this.#state = state;
  }

  /** Adds to a window and returns its count. */
  add(name: WindowName, amount: number, time: number): number {
    const counts = ((this.#state.counts ??= {})[name] ??= []);
    const part = partOf(name, time);
    const newest = counts.at(-2);
    if (newest === undefined || part > newest) counts.push(part, amount);
    else addEarlier(counts, part, amount);
    const oldest = (counts.at(-2) ?? part) - PARTS + 1;
    while ((counts[0] ?? oldest) < oldest) counts.splice(0, 2);
    return this.count(name, time);
  }

  /** Forgets what was counted. */
  clear(name: WindowName): void {
    delete this.#state.counts?.[name];
  }

  /** Sum of the window that ends at `time`. */
  count(name: WindowName, time: number): number {
    const counts = this.#state.counts?.[name];
    if (counts === undefined) return 0;
    const part = partOf(name, time);
    let sum = 0;
    for (let at = 0; at < counts.length; at += 2) {
      if ((counts[at] ?? 0) > part - PARTS) sum += counts[at + 1] ?? 0;
    }
    return sum;
  }

  /** Adds a value and returns how many different ones there are; further values than the limit are not told apart. */
  addDistinct(name: DistinctName, value: string, time: number): number {
    const values = ((this.#state.values ??= {})[name] ??= {});
    const part = partOf(name, time);
    const key = shortHash(value);
    const known = values[key];
    if (known === undefined) {
      const isFull = forget(values, part) >= WINDOWS[name].distinct;
      if (isFull) return WINDOWS[name].distinct;
    }
    values[key] = Math.max(known ?? part, part);
    return this.distinct(name, time);
  }

  distinct(name: DistinctName, time: number): number {
    const values = this.#state.values?.[name];
    if (values === undefined) return 0;
    const part = partOf(name, time);
    let sum = 0;
    for (const last of Object.values(values)) if (last > part - PARTS) sum++;
    return sum;
  }

  has(name: DistinctName, value: string, time: number): boolean {
    const last = this.#state.values?.[name]?.[shortHash(value)];
    return last !== undefined && last > partOf(name, time) - PARTS;
  }
}

function partOf(name: WindowName, time: number): number {
  return Math.floor((time * PARTS) / WINDOWS[name].span);
}

function addEarlier(counts: Counts, part: number, amount: number): void {
  let at = counts.length - 2;
  while (at >= 0 && (counts[at] ?? 0) > part) at -= 2;
  if (at >= 0 && counts[at] === part) counts[at + 1] = (counts[at + 1] ?? 0) + amount;
  else counts.splice(at + 2, 0, part, amount);
}

/** Forgets values that left the window; returns how many remain. */
function forget(values: Values, part: number): number {
  let remaining = 0;
  for (const [key, last] of Object.entries(values)) {
    if (last > part - PARTS) remaining++;
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a record, because it is stored as JSON
    else delete values[key];
  }
  return remaining;
}
