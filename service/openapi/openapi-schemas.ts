import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

/** Converts schemas to OpenAPI 3.0. Those with an `id` in their metadata are referred to, and listed in `components`. */
export class OpenApiSchemas {
  /** The named schemas that were converted, directly or inside others. */
  readonly components: Record<string, object> = {};
  readonly #converted = new Map<z.ZodType, object>();

  /** @throws TypeError if another schema has the name. */
  convert(schema: z.ZodType): object {
    const known = this.#converted.get(schema);
    if (known !== undefined) return known;
    const json = z.toJSONSchema(schema, {
      target: 'openapi-3.0',
      io: 'input',
      override: ({ jsonSchema }) => {
        tidy(jsonSchema);
      },
    });
    const text = JSON.stringify(json).replaceAll('"#/definitions/', '"#/components/schemas/');
    const { definitions = {}, ...converted } = JSON.parse(text) as { definitions?: Record<string, object> };
    for (const [name, component] of Object.entries(definitions)) {
      if (!isDeepStrictEqual((this.components[name] ??= component), component))
        throw new TypeError(`two schemas are named "${name}": schema names must be unique`);
    }
    this.#converted.set(schema, converted);
    return converted;
  }
}

/** Removes the noise that zod adds to integers and date-times. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format === 'date-time') delete schema.pattern;
}
