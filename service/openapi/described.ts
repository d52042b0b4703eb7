import type { Operation } from './api-operation.ts';

/** A route and what it is described by. */
interface DescribedRoute {
  readonly operation: () => Promise<Operation>;
  readonly apply: (decorator: MethodDecorator) => void;
}

const waiting: DescribedRoute[] = [];
let described = Promise.resolve();

/**
 * The decorator that says by which `Operation` of a module a route is described. The module is loaded when the description of the API is
 * asked for: descriptions, and the schemas of answers, cost nothing at the start.
 */
export function describedIn<Name extends string>(
  module: () => Promise<Readonly<Record<Name, Operation>>>,
): (name: Name) => MethodDecorator {
  return (name) => (target, property, descriptor) => {
    waiting.push({
      operation: async () => (await module())[name],
      apply: (decorator) => {
        decorator(target, property, descriptor);
      },
    });
  };
}

/** Describes the routes that were declared, each once. */
export async function describeRoutes(describe: (operation: Operation) => MethodDecorator): Promise<void> {
  const routes = waiting.splice(0);
  described = described.then(async () => {
    for (const { operation, apply } of routes) apply(describe(await operation()));
  });
  await described;
}
