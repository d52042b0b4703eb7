/** The keywords of OpenAPI 3.0 schemas that are compared; any other keyword counts as changed if its value differs. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly [keyword: string]: unknown;
}

/** Schemas of components by name. */
export type Schemas = Readonly<Record<string, Schema>>;

/** Whether clients send the value or receive it. */
export type Direction = 'request' | 'response';

/** A difference between two descriptions, as the end of a sentence about the place. */
export interface Change {
  /** Such as `GET /api/queues/{name}` or `schema Ticket in responses`. */
  readonly where: string;
  readonly what: string;
  /** Whether clients of the old version can fail. */
  readonly isBreaking: boolean;
}

/** Lower and upper limits, and whether a larger number is stricter. */
export const LIMITS: Readonly<Record<string, boolean>> = {
  minimum: true,
  minLength: true,
  minItems: true,
  minProperties: true,
  maximum: false,
  maxLength: false,
  maxItems: false,
  maxProperties: false,
};

/** Keywords that clients do not depend on. */
export const ANNOTATIONS = ['description', 'title', 'example', 'examples', 'default', 'deprecated', 'externalDocs'];

/** Keywords with a rule of their own. */
export const COMPARED = [
  ...['$ref', 'type', 'nullable', 'enum', 'format', 'pattern', 'properties', 'required'],
  ...['additionalProperties', 'items', 'anyOf', 'oneOf'],
];

/** The types of a schema; undefined if any is allowed. */
export function typesOf({ type, nullable = false }: Schema): readonly string[] | undefined {
  return type === undefined ? undefined : [type, ...(nullable ? ['null'] : [])];
}

/** Whether every value of the types `narrow` is one of the types `wide`. */
export function covers(wide: readonly string[] | undefined, narrow: readonly string[] | undefined): boolean {
  if (wide === undefined) return true;
  return narrow?.every((type) => wide.includes(type) || (type === 'integer' && wide.includes('number'))) ?? false;
}

/** Whether two values are equal as JSON, regardless of the order of keys. */
export function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, sortKeys) === JSON.stringify(right, sortKeys);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
