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

/** How what went wrong in a feature is answered. */
const KIND_OF_DOMAIN: Readonly<Record<DomainErrorKind, ProblemKind>> = {
  'not-found': 'not-found',
  conflict: 'conflict',
  unavailable: 'unavailable',
  unauthenticated: 'unauthorized',
  forbidden: 'forbidden',
};

const DETAILS: Partial<Record<ProblemKind, string>> = {
  // Raised by Nest's protection against cross-site requests alone: a credential without a scope is a DomainError.
  forbidden:
    'A page of another site sent this request. Such requests may read but change nothing: send it from a page of this site, or ' +
    'from a program that is no browser.',
  'not-found': 'Nothing is served at this address: the description of the API lists what is.',
  'url-too-long': 'The address, or a part of it, is longer than the service accepts.',
};

/** Any error as one the client can be told about. What is not meant for clients becomes a plain internal error. */
export function toProblemError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  if (error instanceof DomainError) return fromDomain(error);
  const checks = failedChecks(error);
  if (checks !== undefined) {
    const detail =
      checks.status === 'shutting_down'
        ? 'The process is stopping.'
        : 'Nothing can be served: the management port says why.';
    return new ProblemError('unavailable', detail, {
      headers: { 'Retry-After': '5' },
      extensions: { checks: checks.details },
    });
  }
  const kind = KIND_BY_STATUS[statusOf(error) ?? 500];
  if (kind === undefined) {
    return new ProblemError(
      'internal-error',
      'The service could not answer. The log has the reason under this request id.',
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

/** The result that Terminus raises when a check fails, or while the process stops. */
function failedChecks(error: unknown): { status: string; details: unknown } | undefined {
  if (!(error instanceof HttpException)) return undefined;
  const body = error.getResponse();
  return typeof body === 'object' && 'details' in body && 'status' in body
    ? (body as { status: string; details: unknown })
    : undefined;
}
