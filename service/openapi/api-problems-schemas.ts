/** How the description of the API refers to a named schema. */
export interface SchemaReference {
  readonly $ref: string;
}

const PREFIX = '#/components/schemas/';

const schemas = new Map<string, object>();

/**
 * Gives a schema a name, under which clients and generated code find it in the components of the description.
 *
 * @throws TypeError when the name is taken by another schema.
 */
export function namedSchema(name: string, schema: object): SchemaReference {
  if (schemas.has(name)) throw new TypeError(`two schemas are called "${name}": each name may be given once`);
  schemas.set(name, schema);
  return { $ref: PREFIX + name };
}

/** The named schemas that `described` refers to, directly or through each other, sorted by name. */
export function schemasUsedBy(described: object): Readonly<Record<string, object>> {
  const used = new Map<string, object>();
  const collect = (value: object): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas.get(name);
      if (schema === undefined || used.has(name)) continue;
      used.set(name, schema);
      collect(schema);
    }
  };
  collect(described);
  return Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
}
