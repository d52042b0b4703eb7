import type { Collection } from '../collections/collection.ts';
import type { Format } from './format.ts';
import { JSON_FORMAT } from './json.format.ts';
import { YAML_FORMAT } from './yaml.format.ts';

/** All formats of the API, in order of preference. */
export const FORMATS: readonly Format[] = [JSON_FORMAT, YAML_FORMAT];

/** A format that supports items. */
export type ItemFormat = Format & Required<Pick<Format, 'item'>>;
/** A format that supports any data. */
export type DataFormat = Format & Required<Pick<Format, 'data'>>;

/** Formats of the index. */
export const DATA_FORMATS = FORMATS.filter((format): format is DataFormat => format.data !== undefined);

/** Formats of items, of any collection. */
export const ITEM_FORMATS = FORMATS.filter((format): format is ItemFormat => format.item !== undefined);

/** Returns the formats that a collection is available in. */
export function offered<Each extends Format>(formats: readonly Each[], collection: Collection): readonly Each[] {
  return formats.filter(({ offers }) => offers?.(collection) ?? true);
}

/** Returns the path of a collection in each of its formats. */
export function addresses(collection: Collection): readonly { readonly format: Format; readonly path: string }[] {
  return offered(FORMATS, collection).map((format) => ({
    format,
    path: `/api/${collection.name}.${format.suffixes[0]}`,
  }));
}

/** Splits a path segment such as `events.yaml` into name and format; the format is undefined without a suffix. */
export function splitSuffix<Each extends Format>(
  segment: string,
  formats: readonly Each[],
): { name: string; suffix: Each | undefined } {
  const dot = segment.lastIndexOf('.');
  const suffix = dot < 1 ? undefined : formats.find(({ suffixes }) => suffixes.includes(segment.slice(dot + 1)));
  return suffix === undefined ? { name: segment, suffix } : { name: segment.slice(0, dot), suffix };
}
