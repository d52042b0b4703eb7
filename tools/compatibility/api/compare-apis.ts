import { SchemaComparison } from './compare-schemas.ts';
import { isEqual } from './schema.ts';
import type { Change, Direction, Schema, Schemas } from './schema.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

/** Schemas by media type. */
type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly content?: Content; readonly headers?: Readonly<Record<string, object>> }>
  >;
  readonly security?: readonly object[];
}

/** The parts of an OpenAPI 3.0 document that clients depend on. */
export interface Api {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Schemas };
  readonly security?: readonly object[];
}

/** An operation at its place. Names of path parameters do not matter to clients, only their places. */
interface Route {
  readonly where: string;
  readonly operation: Operation;
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly security: readonly object[];
}

/** Returns the changes between two OpenAPI documents without duplicates. */
export function compareApis(before: Api, after: Api): readonly Change[] {
  const schemas = new SchemaComparison(before.components?.schemas ?? {}, after.components?.schemas ?? {});
  const changes = schemas.changes;
  const [left, right] = [routesOf(before), routesOf(after)];
  for (const [key, route] of left) {
    const other = right.get(key);
    if (other === undefined) changes.push({ where: route.where, what: 'was removed', isBreaking: true });
    else compareRoutes(route, other, schemas);
  }
  for (const [key, { where }] of right) if (!left.has(key)) changes.push({ where, what: 'is new', isBreaking: false });
  return [...new Map(changes.map((change) => [`${change.where} ${change.what}`, change])).values()];
}

function routesOf({ paths, security = [] }: Api): ReadonlyMap<string, Route> {
  return new Map(
    Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Route] => {
        const where = `${method.toUpperCase()} ${path}`;
        const parameters = (operation.parameters ?? []).map((each): [string, Parameter] => [keyOf(each, path), each]);
        const route = { where, operation, parameters: new Map(parameters), security: operation.security ?? security };
        return [where.replaceAll(/\{[^}]*\}/g, '{}'), route];
      }),
    ),
  );
}

function keyOf({ in: place, name }: Parameter, path: string): string {
  return place === 'path' ? `path ${String(path.indexOf(`{${name}}`))}` : `${place} parameter ${name}`;
}

function compareRoutes(before: Route, after: Route, schemas: SchemaComparison): void {
  const { where } = before;
  const add = (what: string, isBreaking: boolean): number => schemas.changes.push({ where, what, isBreaking });
  if (!isEqual(sorted(before.security), sorted(after.security)))
    add(`changed its security from ${schemesOf(before.security)} to ${schemesOf(after.security)}`, true);
  compareParameters(before, after, schemas, add);
  compareBodies(before, after, schemas, add);
  const { responses } = before.operation;
  for (const [status, answer] of Object.entries(responses)) {
    const other = after.operation.responses[status];
    if (other === undefined) {
      add(`no longer has the status ${status}`, true);
      continue;
    }
    compareContents(answer.content, other.content, 'response', `${where}, status ${status}`, schemas);
    for (const name of Object.keys(answer.headers ?? {}))
      if (other.headers?.[name] === undefined) add(`no longer has the header ${name} with status ${status}`, true);
  }
  for (const status of Object.keys(after.operation.responses))
    if (responses[status] === undefined) add(`has the new status ${status}`, false);
}

type Add = (what: string, isBreaking: boolean) => void;

function compareParameters(before: Route, after: Route, schemas: SchemaComparison, add: Add): void {
  for (const [key, parameter] of before.parameters) {
    const other = after.parameters.get(key);
    if (other === undefined) {
      add(`no longer has the ${key}`, true);
      continue;
    }
    if (other.required === true && parameter.required !== true) add(`requires the ${key}`, true);
    const place = `${before.where}, ${parameter.in} parameter ${parameter.name}`;
    schemas.compare(parameter.schema ?? {}, other.schema ?? {}, 'request', place);
  }
  for (const [key, { required = false }] of after.parameters)
    if (!before.parameters.has(key)) add(`has the new ${required ? 'required ' : ''}${key}`, required);
}

function compareBodies(before: Route, after: Route, schemas: SchemaComparison, add: Add): void {
  const [left, right] = [before.operation.requestBody, after.operation.requestBody];
  if (right?.required === true && left?.required !== true) add('requires a body', true);
  if (left !== undefined && right === undefined) add('no longer has a body', true);
  if (left === undefined && right !== undefined && right.required !== true) add('has a new optional body', false);
  if (left !== undefined && right !== undefined)
    compareContents(left.content, right.content, 'request', `${before.where}, body`, schemas);
}

function compareContents(
  before: Content = {},
  after: Content = {},
  direction: Direction,
  where: string,
  schemas: SchemaComparison,
): void {
  for (const [type, { schema = {} }] of Object.entries(before)) {
    const other = after[type];
    if (other === undefined)
      schemas.changes.push({ where, what: `no longer has the media type ${type}`, isBreaking: true });
    else schemas.compare(schema, other.schema ?? {}, direction, where);
  }
  for (const type of Object.keys(after).filter((each) => before[each] === undefined))
    schemas.changes.push({ where, what: `has the new media type ${type}`, isBreaking: false });
}

function sorted(security: readonly object[]): readonly string[] {
  return security.map((each) => JSON.stringify(each)).sort();
}

function schemesOf(security: readonly object[]): string {
  return security.length === 0 ? 'none' : security.map((each) => Object.keys(each).join(' and ')).join(' or ');
}
