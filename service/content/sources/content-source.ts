/** A document as its source holds it. */
export interface SourceDocument {
  readonly name: string;
  /** At most one byte more than `maxBytes`, so that a larger document shows without being read whole. */
  readonly bytes: Buffer;
  /** Opaque; changes whenever the bytes do. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** What a source says of a document: here it is, the one you know is current, or there is none. */
export type SourceAnswer =
  | { readonly kind: 'found'; readonly document: SourceDocument }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'absent' };

/** One conditional read. */
export interface SourceRequest {
  readonly name: string;
  /** The copy that is known already; the same one is answered `unchanged`. */
  readonly etag: string | undefined;
  readonly maxBytes: number;
  /** Ends the read, body included. */
  readonly signal: AbortSignal;
}

/** Where documents come from. Knows nothing of collections, formats or HTTP. */
export interface ContentSource {
  /** For logs and messages: `directory content`, never a secret. */
  readonly description: string;
  /** @throws SourceError when the source cannot say. */
  read(request: SourceRequest): Promise<SourceAnswer>;
  /** Calls `onHint` when something may have changed; hints only hurry a refresh, they are never needed. Gives the function that ends it. */
  watch?(onHint: () => void): () => void;
}

/** Why a source cannot say: `forbidden` will not mend itself, the others may. */
export type SourceFailure = 'unreachable' | 'timeout' | 'forbidden' | 'misconfigured';

/** The source failed; says nothing about whether the document exists. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly failure: SourceFailure;

  constructor(failure: SourceFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
