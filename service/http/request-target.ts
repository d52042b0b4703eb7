/** Scheme and authority of a target in absolute form. */
const AUTHORITY = /^https?:\/\/[^/?#]*/i;

/** Path and query of a request. */
export class RequestTarget {
  /** Begins with exactly one slash, or is `*`; percent-encoding is preserved. Safe as the value of `href`. */
  readonly path: string;
  readonly searchParams: URLSearchParams;

  constructor(path: string, searchParams: URLSearchParams) {
    this.path = path;
    this.searchParams = searchParams;
  }

  /** Returns a cache key: the path with only the parameters in `names`, in that order. Only those in `repeatable` keep more than one value. */
  canonical(path: string, names: readonly string[], repeatable: readonly string[] = []): RequestTarget {
    const parameters = names.flatMap((name) => {
      const values = this.searchParams.getAll(name);
      return (repeatable.includes(name) ? values : values.slice(0, 1)).map((value) => [name, value]);
    });
    return new RequestTarget(path, new URLSearchParams(parameters));
  }

  /** Returns path and query, as a relative reference, with some parameters changed; null removes one. */
  with(changes: Readonly<Record<string, string | null>>): string {
    const parameters = new URLSearchParams(this.searchParams);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) parameters.delete(name);
      else parameters.set(name, value);
    }
    return parameters.size === 0 ? this.path : `${this.path}?${parameters.toString()}`;
  }
}

/**
 * Parses a request target in origin form, absolute form or asterisk form (RFC 9112 section 3.2). Never throws. Several leading slashes or
 * backslashes count as one, because `//host` in a link leads to another host.
 */
export function parseRequestTarget(target = '/'): RequestTarget {
  const [relative = ''] = target.replace(AUTHORITY, '').split('#', 1);
  const mark = relative.indexOf('?');
  const path = mark === -1 ? relative : relative.slice(0, mark);
  const query = mark === -1 ? '' : relative.slice(mark + 1);
  return new RequestTarget(path === '*' ? path : `/${path.replace(/^[/\\]+/, '')}`, new URLSearchParams(query));
}

/** Converts a target in absolute form to origin form, the only one routers support; returns any other target unchanged. */
export function toOriginForm(target = '/'): string {
  const relative = target.replace(AUTHORITY, '');
  return relative === target || relative.startsWith('/') ? relative : `/${relative}`;
}
