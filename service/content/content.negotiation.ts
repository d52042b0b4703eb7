import type { IncomingMessage } from 'node:http';
import { acceptedMediaTypes } from '../http/negotiation.ts';
import { InvalidParameter, NotAcceptable } from './content.errors.ts';
import { MEDIA_TYPES, mediaTypeOf } from './representations/media-types.ts';
import type { Format } from './representations/media-types.ts';

/** The representation a client gets. */
export interface Negotiated {
  readonly format: Format;
  readonly mediaType: string;
  /** What the choice depended on, for Vary. */
  readonly vary: string;
}

const SUFFIXES = new Map<string, Format>([
  ['json', 'json'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
]);

/** A path segment with a format suffix as name and format: `events.yaml`. Without one the format is undefined. */
export function splitSuffix(segment: string): { name: string; suffix: Format | undefined } {
  const dot = segment.lastIndexOf('.');
  const suffix = dot < 1 ? undefined : SUFFIXES.get(segment.slice(dot + 1));
  return suffix === undefined ? { name: segment, suffix } : { name: segment.slice(0, dot), suffix };
}

/**
 * The representation for a request: by suffix, else by `format`, else by Accept (JSON when it does not care).
 *
 * @throws InvalidParameter when `format` is unknown or contradicts the suffix, NotAcceptable when Accept allows neither format.
 */
export function negotiateFormat(
  request: IncomingMessage,
  parameters: URLSearchParams,
  suffix: Format | undefined,
): Negotiated {
  const parameter = parameters.get('format');
  if (parameter !== null && parameter !== 'json' && parameter !== 'yaml')
    throw new InvalidParameter('format', 'must be json or yaml');
  if (parameter !== null && suffix !== undefined && parameter !== suffix) {
    throw new InvalidParameter('format', `contradicts the suffix .${suffix}: give one of them`);
  }
  const explicit = suffix ?? parameter;
  if (explicit !== null) return { format: explicit, mediaType: mediaTypeOf(explicit), vary: 'Accept-Encoding' };
  const mediaTypes = Object.keys(MEDIA_TYPES);
  const [mediaType] = acceptedMediaTypes(request, mediaTypes);
  const format = mediaType === undefined ? undefined : MEDIA_TYPES[mediaType];
  if (mediaType === undefined || format === undefined) throw new NotAcceptable(mediaTypes);
  return { format, mediaType, vary: 'Accept, Accept-Encoding' };
}
