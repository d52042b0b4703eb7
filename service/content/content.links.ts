import type { RequestTarget } from '../common/request-target.ts';
import type { ListQuery } from './content.query.ts';

/**
 * The Link header (RFC 8288) of a page of a list: first, prev, next and last, as far as they exist. Undefined without a limit.
 * Targets are relative references that keep every other parameter.
 */
export function paginationLinks(
  target: RequestTarget,
  { limit, offset }: ListQuery,
  total: number,
): string | undefined {
  if (limit === undefined) return undefined;
  const last = Math.max(0, Math.ceil(total / limit) - 1) * limit;
  const offsets = {
    first: 0,
    prev: offset > 0 ? Math.max(0, Math.min(offset - limit, last)) : undefined,
    next: offset + limit < total ? offset + limit : undefined,
    last,
  };
  return Object.entries(offsets)
    .filter(([, value]) => value !== undefined)
    .map(([relation, value]) => `<${target.with({ offset: String(value) })}>; rel="${relation}"`)
    .join(', ');
}
