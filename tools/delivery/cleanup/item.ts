import { createHash } from 'node:crypto';

/** Something that can be deleted. */
export interface Item {
  /** Where it is: `images in ghcr.io/kiosque/kiosque`. */
  readonly place: string;
  /** Its name there, which identifies it: a digest, or the namespace, name and uid of an object. */
  readonly key: string;
  /** As shown. */
  readonly name: string;
  readonly size: string;
  readonly reason: string;
  readonly remove: () => Promise<void>;
}

/** Identifies a list of items by what would be deleted; ages and reasons do not count. */
export function listId(items: readonly Item[]): string {
  const keys = items.map(({ place, key }) => `${place}\n${key}\n`).sort();
  return createHash('sha256').update(keys.join('')).digest('hex').slice(0, 16);
}

/** Returns the list as text, grouped by place. */
export function listText(items: readonly Item[]): string {
  return [...Map.groupBy(items, ({ place }) => place)]
    .map(([place, own]) => {
      const lines = own.map(({ name, size, reason }) => `  ${name}  ${size}  ${reason}`);
      return `${place}: ${String(own.length)}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** Returns a size in the largest fitting unit: `53.1 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? ''}`;
}

/** Whole days between a point in time and now. */
export function daysSince(then: Date, now: Date): number {
  return Math.floor((now.getTime() - then.getTime()) / 86_400_000);
}
