import type { IncomingMessage } from 'node:http';
import { acceptedMediaTypes } from './negotiation.ts';
import { InvalidParameter, ProblemError } from './problems/problem.ts';

/** A format that clients can choose. */
export interface NegotiableFormat {
  /** The value of the parameter `format`: `json`. */
  readonly name: string;
  /** The registered media type, then aliases. */
  readonly mediaTypes: readonly [string, ...string[]];
  /** Path suffixes without the dot; the first is used in links. */
  readonly suffixes: readonly [string, ...string[]];
}

/** Result of format negotiation. */
export interface Negotiated<Each extends NegotiableFormat> {
  readonly format: Each;
  readonly mediaType: string;
  /** Value of Vary: the headers the choice depended on. */
  readonly vary: string;
}

/**
 * Selects the format of a response: by suffix, else by `format`, else by Accept (the first format if it has no preference).
 *
 * @throws InvalidParameter if `format` is unknown or contradicts the suffix, ProblemError if Accept allows no format.
 */
export function negotiateFormat<Each extends NegotiableFormat>(
  request: IncomingMessage,
  parameters: URLSearchParams,
  formats: readonly Each[],
  suffix?: Each,
): Negotiated<Each> {
  const name = parameters.get('format');
  const parameter = formats.find((format) => format.name === name);
  if (name !== null && parameter === undefined)
    throw new InvalidParameter('format', `must be ${formats.map((format) => format.name).join(' or ')}`);
  if (parameter !== undefined && suffix !== undefined && parameter !== suffix) {
    throw new InvalidParameter('format', `contradicts the suffix .${suffix.suffixes[0]}: use only one of them`);
  }
  const explicit = suffix ?? parameter;
  if (explicit !== undefined) return { format: explicit, mediaType: explicit.mediaTypes[0], vary: 'Accept-Encoding' };
  const mediaTypes = formats.flatMap((format) => format.mediaTypes);
  const [mediaType] = acceptedMediaTypes(request, mediaTypes);
  const format = mediaType === undefined ? undefined : formats.find((each) => each.mediaTypes.includes(mediaType));
  if (mediaType === undefined || format === undefined) {
    throw new ProblemError('not-acceptable', `The Accept header allows none of ${mediaTypes.join(', ')}.`, {
      extensions: { available: mediaTypes },
    });
  }
  return { format, mediaType, vary: 'Accept, Accept-Encoding' };
}
