import type { RequestTarget } from '../http/request-target.ts';
import type { ListQuery } from './content.query.ts';

/** Maximum length of the Link header. */
const MAX_LINK_CHARACTERS = 2048;

/**
 * Returns the Link header (RFC 8288) of a page of a list: first, prev, next and last, as far as they exist and fit. Undefined without a
 * limit. Targets are relative references that preserve all other parameters.
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
  const links = new Map(
    Object.entries(offsets)
      .filter(([, value]) => value !== undefined)
      .map(([relation, value]) => [relation, `<${target.with({ offset: String(value) })}>; rel="${relation}"`]),
  );
  const header = (): string => [...links.values()].join(', ');
  // Each link repeats the query. If gateways would reject the header, the least useful links are omitted.
  for (const relation of ['last', 'first', 'prev', 'next']) {
    if (header().length > MAX_LINK_CHARACTERS) links.delete(relation);
  }
  return links.size === 0 ? undefined : header();
}
