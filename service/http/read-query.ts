import type * as z from 'zod';
import { InvalidParameter } from './problems/problem.ts';

/** Reads query parameters by a strict schema. @throws ProblemError that names the first parameter that is unknown, repeated or invalid. */
export function readQuery<Schema extends z.ZodObject>(schema: Schema, query: URLSearchParams): z.infer<Schema> {
  const twice = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (twice !== undefined) throw new InvalidParameter(twice, 'must not be repeated');
  const result = schema.safeParse(Object.fromEntries(query));
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    if (issue.code === 'unrecognized_keys')
      throw new InvalidParameter(issue.keys[0] ?? '', `is unknown: ${listed(Object.keys(schema.shape))} are allowed`);
  }
  const [issue] = result.error.issues;
  throw new InvalidParameter(String(issue?.path[0]), issue?.message ?? '');
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
