/** What a document may cost. A document beyond any of these is refused, never truncated. */
export interface DocumentLimits {
  /** Size of the file, in bytes. */
  readonly maxBytes: number;
  /** Nesting of lists and objects. */
  readonly maxDepth: number;
  /** Number of YAML aliases (`*name`). */
  readonly maxAliases: number;
  /** Size once every YAML alias has been written out, in characters. */
  readonly maxExpandedCharacters: number;
}

/** The limits of a document of `maxBytes` bytes: depth 64, 1 000 aliases, and at most four times its size once expanded. */
export function documentLimits(maxBytes: number): DocumentLimits {
  return { maxBytes, maxDepth: 64, maxAliases: 1000, maxExpandedCharacters: 4 * maxBytes };
}
