/** Limits of a document. A document that exceeds any of them is rejected, never truncated. */
export interface DocumentLimits {
  /** Size of the file, in bytes. */
  readonly maxBytes: number;
  /** Nesting of lists and objects. */
  readonly maxDepth: number;
  /** Number of YAML aliases (`*name`). */
  readonly maxAliases: number;
  /** Size after expanding all YAML aliases, in characters. */
  readonly maxExpandedCharacters: number;
}

/** Returns the limits of a document of `maxBytes` bytes: depth 64, 1 000 aliases, and four times its size when expanded. */
export function documentLimits(maxBytes: number): DocumentLimits {
  return { maxBytes, maxDepth: 64, maxAliases: 1000, maxExpandedCharacters: 4 * maxBytes };
}
