/** The formats of the API. */
export type Format = 'json' | 'yaml';

/** The media types of each format, the registered one first: RFC 8259; RFC 9512, with the names that were used before it. */
export const MEDIA_TYPES: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/x-yaml': 'yaml',
  'text/yaml': 'yaml',
};

/** The registered media type of a format. */
export function mediaTypeOf(format: Format): string {
  return format === 'json' ? 'application/json' : 'application/yaml';
}
