import { ApiOperation } from '@nestjs/swagger';
import type { Operation, Parameters } from './api-operation.ts';

/** The operations of a module by their ids, `getQueue`, and the path parameters that they share. */
export interface Described<Id extends string = string> {
  readonly OPERATIONS: Readonly<Record<Id, Operation>>;
  readonly PATH?: Parameters;
}

const modules: (() => Promise<Described>)[] = [];

/**
 * Returns a decorator that describes a route by an operation of a module. The module is loaded when the API description is first
 * requested, so that descriptions and response schemas cost nothing at startup.
 */
export function describedIn<Id extends string>(module: () => Promise<Described<Id>>): (id: Id) => MethodDecorator {
  modules.push(module);
  return (operationId) => ApiOperation({ operationId });
}

/** Loads the modules, and returns every operation with all its path parameters. */
export async function loadOperations(): Promise<ReadonlyMap<string, Operation>> {
  const loaded = await Promise.all(modules.map((load) => load()));
  return new Map(
    loaded.flatMap(({ OPERATIONS, PATH }) =>
      Object.entries(OPERATIONS).map(([id, each]) => [id, { ...each, path: { ...PATH, ...each.path } }]),
    ),
  );
}
