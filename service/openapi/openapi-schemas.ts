import * as z from 'zod';
import { ids, INLINE, PREFIX } from './named-schema.ts';

/** A description whose references can be followed. */
interface Resolved<Described> {
  readonly described: Described;
  /** The named schemas that it refers to, directly or through each other, sorted by name. */
  readonly schemas: Readonly<Record<string, object>>;
}

/** Converts the schemas that `described` refers to, by `schemaOf`, to those of OpenAPI 3.0. */
export function resolveSchemas<Described extends object>(described: Described): Resolved<Described> {
  const all = convert();
  const expand = <Value extends object>(value: Value): Value =>
    JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
      const id = referredId(part);
      return id?.startsWith(INLINE) === true ? expand(all[id] ?? {}) : part;
    }) as Value;
  const used = new Map<string, object>();
  const collect = (value: object): void => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = all[name];
      if (schema === undefined || used.has(name)) continue;
      used.set(name, schema);
      collect(schema);
    }
  };
  const expanded = expand(described);
  collect(expanded);
  return { described: expanded, schemas: Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

function convert(): Readonly<Record<string, object>> {
  const registry = z.registry<{ id: string }>();
  // A schema without a name may be a part of others, which are to have it written out: its copy is not, and has no description either.
  for (const [schema, id] of ids) registry.add(id.startsWith(INLINE) ? schema.clone(schema.def) : schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    target: 'openapi-3.0',
    io: 'input',
    uri: (id) => PREFIX + id,
    override: ({ jsonSchema }) => {
      tidy(jsonSchema);
    },
  });
  for (const schema of Object.values(schemas)) delete schema.$id;
  return schemas;
}

/** Takes out what zod says of every integer and moment. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format === 'date-time') delete schema.pattern;
}

function referredId(part: unknown): string | undefined {
  return typeof part === 'object' && part !== null && '$ref' in part
    ? String(part.$ref).slice(PREFIX.length)
    : undefined;
}
