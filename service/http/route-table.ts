interface Route {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** Allowed values of path parameters by name, as in `/api/:collection`; a suffix such as `.json` may follow. */
export type PathNames = Readonly<Record<string, readonly string[]>>;

/** The registered routes, for distinguishing an unsupported method from an unknown path. */
export class RouteTable {
  readonly #routes = new Map<string, Route>();
  readonly #names: PathNames;

  /** @param names allowed values of path parameters, if known. */
  constructor(names: PathNames = {}) {
    this.#names = names;
  }

  /** Adds a route by its template: `/api/:collection`. Catch-all routes are ignored. */
  add(template: string, methods: readonly string[]): void {
    if (template.includes('*')) return;
    const route = this.#routes.get(template) ?? { pattern: toPattern(template, this.#names), methods: new Set() };
    for (const method of methods) route.methods.add(method);
    this.#routes.set(template, route);
  }

  /** Returns the methods that `path` supports, including OPTIONS; empty if the path is unknown. */
  allowed(path: string): ReadonlySet<string> {
    const methods = [...this.#routes.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((route) => [...route.methods]);
    return new Set(methods.length === 0 ? [] : [...methods, 'OPTIONS']);
  }
}

function toPattern(template: string, names: PathNames): RegExp {
  const segments = template
    .split('/')
    .map((segment) => (segment.startsWith(':') ? valuesOf(names[segment.slice(1)]) : segment.replace(/[.+]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}/?$`);
}

function valuesOf(names: readonly string[] | undefined): string {
  return names === undefined ? '[^/]+' : String.raw`(?:${names.join('|')})(?:\.\w+)?`;
}
