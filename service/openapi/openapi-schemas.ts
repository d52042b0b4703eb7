import * as z from 'zod';
import { ids, INLINE, PREFIX } from './named-schema.ts';

/** A description with the schemas it refers to. */
interface Resolved<Described> {
  readonly described: Described;
  /** The named schemas it refers to, directly or indirectly, sorted by name. */
  readonly schemas: Readonly<Record<string, object>>;
}

/** Converts the schemas that `described` refers to by `schemaOf` to OpenAPI 3.0. */
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
  // Registering a clone of an unnamed schema keeps it inlined in the schemas that contain it.
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

/** Removes the noise that zod adds to integers and date-times. */
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
