/** A document as stored by its source. */
export interface SourceDocument {
  readonly name: string;
  /** At most one byte more than `maxBytes`, so that larger documents are detected without reading them completely. */
  readonly bytes: Buffer;
  /** Opaque; changes whenever the bytes do. */
  readonly etag: string;
  readonly lastModified: Date;
}

/** Result of a read. */
export type SourceAnswer =
  | { readonly kind: 'found'; readonly document: SourceDocument }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'absent' };

/** One conditional read. */
export interface SourceRequest {
  readonly name: string;
  /** ETag of the known copy; if it matches, the result is `unchanged`. */
  readonly etag: string | undefined;
  readonly maxBytes: number;
  /** Aborts the read, including the body. */
  readonly signal: AbortSignal;
}

/** Source of documents, independent of collections, formats and HTTP. */
export interface ContentSource {
  /** For logs and messages: `directory content`, never a secret. */
  readonly description: string;
  /** @throws SourceError if the source fails. */
  read(request: SourceRequest): Promise<SourceAnswer>;
  /** Calls `onHint` when documents may have changed. Hints are optional; they only trigger an earlier refresh. Returns a stop function. */
  watch?(onHint: () => void): () => void;
}

/** Kind of failure: `forbidden` and `misconfigured` are permanent, the others may be temporary. */
export type SourceFailure = 'unreachable' | 'timeout' | 'forbidden' | 'misconfigured';

/** The source failed; whether the document exists is unknown. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly failure: SourceFailure;

  constructor(failure: SourceFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.failure = failure;
  }
}
