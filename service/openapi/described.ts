import type { Operation } from './api-operation.ts';

/** A route with its description. */
interface DescribedRoute {
  readonly operation: () => Promise<Operation>;
  readonly apply: (decorator: MethodDecorator) => void;
}

const waiting: DescribedRoute[] = [];
let described = Promise.resolve();

/**
 * Returns a decorator that describes a route by an `Operation` of a module. The module is loaded when the API description is first
 * requested, so that descriptions and response schemas cost nothing at startup.
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

/** Describes the declared routes, each once. */
export async function describeRoutes(describe: (operation: Operation) => MethodDecorator): Promise<void> {
  const routes = waiting.splice(0);
  described = described.then(async () => {
    for (const { operation, apply } of routes) apply(describe(await operation()));
  });
  await described;
}
