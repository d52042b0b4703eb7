import type { OpenAPIObject } from '@nestjs/swagger';

/** Placeholder pattern for the names of collections, which are known only at run time. */
export const ANY_COLLECTION = '[a-z][a-z0-9-]*';

/** Inserts the names of the collections into the API description. */
export function describeCollections(document: OpenAPIObject, names: readonly string[]): void {
  const anyOf = `(?:${names.join('|')})`;
  for (const { get } of Object.values(document.paths)) {
    for (const parameter of get?.parameters ?? []) {
      if (!('name' in parameter) || parameter.name !== 'collection') continue;
      const pattern = parameter.schema !== undefined && 'pattern' in parameter.schema && parameter.schema.pattern;
      parameter.schema = pattern
        ? { type: 'string', pattern: pattern.replace(ANY_COLLECTION, anyOf) }
        : { type: 'string', enum: [...names] };
    }
  }
}
