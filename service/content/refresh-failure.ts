import { DocumentError } from './documents/document.errors.ts';
import { SourceError } from './sources/content-source.ts';

/** Why the last refresh brought nothing. */
export interface RefreshFailure {
  /** `unreachable`, `timeout`, `forbidden`, `misconfigured`, `invalid-document` or `internal`. */
  readonly kind: string;
  readonly reason: string;
}

/** What `/readyz`, the log and Cache-Status say of an error. */
export function describeFailure(error: unknown): RefreshFailure {
  if (error instanceof SourceError) return { kind: error.failure, reason: error.message };
  if (error instanceof DocumentError) return { kind: 'invalid-document', reason: error.message };
  return { kind: 'internal', reason: messageOf(error) };
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
