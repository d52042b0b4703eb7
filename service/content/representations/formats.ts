import type { Collection } from '../collections/collection.ts';
import type { Format } from './format.ts';
import { JSON_FORMAT } from './json.format.ts';
import { YAML_FORMAT } from './yaml.format.ts';

/** Every format of the API, the preferred one first: the only list of them. */
export const FORMATS: readonly Format[] = [JSON_FORMAT, YAML_FORMAT];

/** A format that writes items. */
export type ItemFormat = Format & Required<Pick<Format, 'item'>>;
/** A format that writes any data. */
export type DataFormat = Format & Required<Pick<Format, 'data'>>;

/** The formats of the index. */
export const DATA_FORMATS = FORMATS.filter((format): format is DataFormat => format.data !== undefined);

/** The formats of items, whatever their collection. */
export const ITEM_FORMATS = FORMATS.filter((format): format is ItemFormat => format.item !== undefined);

/** Those of `formats` that a collection is offered in. */
export function offered<Each extends Format>(formats: readonly Each[], collection: Collection): readonly Each[] {
  return formats.filter(({ offers }) => offers?.(collection) ?? true);
}

/** The address of a collection in each format that it is offered in. */
export function addresses(collection: Collection): readonly { readonly format: Format; readonly path: string }[] {
  return offered(FORMATS, collection).map((format) => ({
    format,
    path: `/api/${collection.name}.${format.suffixes[0]}`,
  }));
}

/** A path segment without the suffix of a format, and that format: `events.yaml`. Without a suffix the format is undefined. */
export function splitSuffix<Each extends Format>(
  segment: string,
  formats: readonly Each[],
): { name: string; suffix: Each | undefined } {
  const dot = segment.lastIndexOf('.');
  const suffix = dot < 1 ? undefined : formats.find(({ suffixes }) => suffixes.includes(segment.slice(dot + 1)));
  return suffix === undefined ? { name: segment, suffix } : { name: segment.slice(0, dot), suffix };
}
