import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../common/domain-error.ts';
import type { DomainErrorKind } from '../../common/domain-error.ts';
import { PROBLEMS } from './problem.ts';
import { toProblemError } from './to-problem-error.ts';

describe(toProblemError.name, () => {
  it.each<[DomainErrorKind, number, Record<string, string>]>([
    ['invalid', 400, {}],
    ['not-found', 404, {}],
    ['conflict', 409, {}],
    ['unavailable', 503, { 'Retry-After': '7' }],
    ['unauthenticated', 401, { 'WWW-Authenticate': 'Bearer realm="kiosque"' }],
    ['forbidden', 403, {}],
  ])('should map the kind %s to %i', (kind, status, headers) => {
    const details = { ...(status === 503 && { retryAfterSeconds: 7 }), facts: { state: 'called' } };
    const problem = toProblemError(new DomainError(kind, 'Not now.', details));
    expect(PROBLEMS[problem.kind].status).toBe(status);
    expect(problem).toMatchObject({ message: 'Not now.', extras: { extensions: { state: 'called' } } });
    expect(problem.extras.headers).toEqual(headers);
  });
});
