import type * as z from 'zod';

/** Reference to a schema in the API description. */
export interface SchemaReference {
  readonly $ref: string;
}

/** Prefix of references to components. */
export const PREFIX = '#/components/schemas/';
/** Prefix of generated names of unnamed schemas; no name has a dash. */
export const INLINE = 'inline-';

const named = new Map<string, z.ZodType>();
/** Given and generated names of schemas. */
export const ids = new Map<z.ZodType, string>();

/**
 * Names a schema in the components of the API description.
 *
 * @throws TypeError if another schema has the name.
 */
export function namedSchema<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  if (named.has(name)) throw new TypeError(`two schemas are named "${name}": schema names must be unique`);
  named.set(name, schema);
  ids.set(schema, name);
  return schema;
}

/** Returns a reference to a schema. `resolveSchemas` converts it later, and inlines unnamed schemas. */
export function schemaOf(schema: z.ZodType): SchemaReference {
  const id = ids.get(schema) ?? `${INLINE}${String(ids.size)}`;
  ids.set(schema, id);
  return { $ref: PREFIX + id };
}
