interface Route {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** The routes that exist, for telling a wrong method from a wrong address. */
export class RouteTable {
  private readonly routes = new Map<string, Route>();

  /** Adds a route by its template: `/api/:collection`. Catch-all routes are not addresses of their own. */
  add(template: string, methods: readonly string[]): void {
    if (template.includes('*')) return;
    const route = this.routes.get(template) ?? { pattern: toPattern(template), methods: new Set() };
    for (const method of methods) route.methods.add(method);
    this.routes.set(template, route);
  }

  /** The templates, for specs. */
  templates(): readonly string[] {
    return [...this.routes.keys()];
  }

  /** The methods that `path` answers to, OPTIONS included; empty when there is no such address. */
  allowed(path: string): ReadonlySet<string> {
    const methods = [...this.routes.values()]
      .filter(({ pattern }) => pattern.test(path))
      .flatMap((route) => [...route.methods]);
    return new Set(methods.length === 0 ? [] : [...methods, 'OPTIONS']);
  }
}

function toPattern(template: string): RegExp {
  const segments = template
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[.+]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}/?$`);
}
