/** OpenAPI extension that carries the scope of a route until the description is made. */
export const SCOPE_EXTENSION = 'x-kiosque-scope';
