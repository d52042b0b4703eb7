import { HttpException } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.ts';
import type { DomainErrorKind } from '../../common/domain-error.ts';
import { ProblemError } from './problem.ts';
import type { ProblemKind } from './problem.ts';

const KIND_BY_STATUS: Readonly<Record<number, ProblemKind>> = {
  400: 'invalid-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  412: 'precondition-failed',
  413: 'content-too-large',
  414: 'url-too-long',
  415: 'unsupported-media-type',
  429: 'too-many-requests',
  431: 'headers-too-large',
  503: 'unavailable',
};

/** Problem kinds of domain errors. */
const KIND_OF_DOMAIN: Readonly<Record<DomainErrorKind, ProblemKind>> = {
  invalid: 'invalid-request',
  'not-found': 'not-found',
  conflict: 'conflict',
  unavailable: 'unavailable',
  unauthenticated: 'unauthorized',
  forbidden: 'forbidden',
};

const DETAILS: Partial<Record<ProblemKind, string>> = {
  // Raised only by Nest's CSRF protection: a missing scope is a DomainError.
  forbidden:
    'This request was sent by a page of another site. Cross-site requests cannot change anything: send it from a page of this site, or ' +
    'from a client other than a browser.',
  'not-found': 'No resource exists at this URL: see the API description.',
  'url-too-long': 'The URL, or a part of it, is longer than the service accepts.',
};

/** Converts any error to a ProblemError. Errors not meant for clients become internal errors without details. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DomainError) return fromDomain(error);
  const checks = failedChecks(error);
  if (checks !== undefined) {
    const detail =
      checks.status === 'shutting_down'
        ? 'The process is shutting down.'
        : 'The service is not ready: /readyz on the management port gives the reasons.';
    return new ProblemError('unavailable', detail, {
      headers: { 'Retry-After': '5' },
      extensions: { checks: checks.details },
    });
  }
  const kind = KIND_BY_STATUS[statusOf(error) ?? 500];
  if (kind === undefined) {
    return new ProblemError(
      'internal-error',
      'An unexpected error occurred. The log contains the reason under this request id.',
    );
  }
  const message = error instanceof Error ? error.message : '';
  return new ProblemError(kind, DETAILS[kind] ?? `${message.replace(/\.$/, '')}.`);
}

function fromDomain({ kind, message, details }: DomainError): ProblemError {
  const { retryAfterSeconds, facts } = details;
  const headers = {
    ...(kind === 'unauthenticated' && { 'WWW-Authenticate': 'Bearer realm="kiosque"' }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
  };
  return new ProblemError(KIND_OF_DOMAIN[kind], message, { headers, ...(facts && { extensions: facts }) });
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number') return error.statusCode;
  return undefined;
}

/** Returns the result that Terminus throws if a check fails or the process is shutting down. */
function failedChecks(error: unknown): { status: string; details: unknown } | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const body = error.getResponse();
  return typeof body === 'object' && 'details' in body && 'status' in body
    ? (body as { status: string; details: unknown })
    : undefined;
}
