import * as z from 'zod';
import { InvalidParameter } from './problems/problem.ts';

/**
 * Reads query parameters by a strict schema; those whose schema is an array can be repeated.
 *
 * @throws ProblemError that names the first parameter that is unknown, repeated or invalid.
 */
export function readQuery<Schema extends z.ZodObject>(schema: Schema, query: URLSearchParams): z.infer<Schema> {
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1 && !isList(schema.shape[name]));
  if (twice !== undefined) throw new InvalidParameter(twice, 'must not be repeated');
  return readValues(schema, query, [...query.keys()]);
}

/**
 * Reads the query parameters of a schema, and ignores others and repetitions, as pages do.
 *
 * @throws ProblemError that names the first invalid parameter.
 */
export function readKnown<Schema extends z.ZodObject>(schema: Schema, query: URLSearchParams): z.infer<Schema> {
  return readValues(
    schema,
    query,
    Object.keys(schema.shape).filter((name) => query.has(name)),
  );
}

function readValues<Schema extends z.ZodObject>(
  schema: Schema,
  query: URLSearchParams,
  names: readonly string[],
): z.infer<Schema> {
  const valueOf = (name: string): unknown => (isList(schema.shape[name]) ? query.getAll(name) : query.get(name));
  const result = schema.safeParse(Object.fromEntries(names.map((name) => [name, valueOf(name)])));
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys')
      throw new InvalidParameter(issue.keys[0] ?? '', `is unknown: ${listed(Object.keys(schema.shape))} allowed`);
  }
  const [issue] = result.error.issues;
  throw new InvalidParameter(String(issue?.path[0]), issue?.message ?? '');
}

function isList(schema: unknown): boolean {
  return schema instanceof z.ZodOptional ? isList(schema.unwrap()) : schema instanceof z.ZodArray;
}

function listed(names: readonly string[]): string {
  if (names.length === 1) return `only ${names.join('')} is`;
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} are`;
}
