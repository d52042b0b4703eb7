import type * as z from 'zod';

/** How the description of the API refers to a schema. */
export interface SchemaReference {
  readonly $ref: string;
}

/** What the references to components begin with. */
export const PREFIX = '#/components/schemas/';
/** What stands in place of the name of a schema that has none; no name has a dash. */
export const INLINE = 'inline-';

const named = new Map<string, z.ZodType>();
/** The names of schemas, given ones and those of schemas that have none. */
export const ids = new Map<z.ZodType, string>();

/**
 * Names a schema: clients and generated code find it under this name in the components of the description.
 *
 * @throws TypeError when the name is taken by another schema.
 */
export function namedSchema<Schema extends z.ZodType>(name: string, schema: Schema): Schema {
  if (named.has(name)) throw new TypeError(`two schemas are called "${name}": each name may be given once`);
  named.set(name, schema);
  ids.set(schema, name);
  return schema;
}

/** A reference to a schema. Nothing is converted yet: `resolveSchemas` does it, and writes a schema without a name in place of its reference. */
export function schemaOf(schema: z.ZodType): SchemaReference {
  const id = ids.get(schema) ?? `${INLINE}${String(ids.size)}`;
  ids.set(schema, id);
  return { $ref: PREFIX + id };
}
