import { DocumentError } from './documents/document.errors.ts';
import { SourceError } from './sources/content-source.ts';

/** Why the last refresh failed. */
export interface RefreshFailure {
  /** `unreachable`, `timeout`, `forbidden`, `misconfigured`, `invalid-document` or `internal`. */
  readonly kind: string;
  readonly reason: string;
}

/** Describes an error for `/readyz`, the log and Cache-Status. */
export function describeFailure(error: unknown): RefreshFailure {
  if (error instanceof SourceError) return { kind: error.failure, reason: error.message };
  if (error instanceof DocumentError) return { kind: 'invalid-document', reason: error.message };
  return { kind: 'internal', reason: messageOf(error) };
}

/** Returns the message of a thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
