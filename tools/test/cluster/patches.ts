import { JsonPatch } from 'cdk8s';
import { applyConfiguration, recordUpdate } from './field-ownership.ts';
import type { Conflict, Json, ManagedFields } from './field-ownership.ts';
import type { Stored } from './store.ts';

/** The patched object, or the conflicts. */
export type Patched = { readonly object: Stored } | { readonly conflicts: readonly Conflict[] };

/** Applies one of the kinds of patches that kubectl sends, and updates field ownership. */
export function patch(
  before: Stored | undefined,
  body: unknown,
  type: string,
  query: URLSearchParams,
  managed: ManagedFields[],
): Patched {
  const manager = query.get('fieldManager') ?? 'unknown';
  const live = (before === undefined ? { metadata: {} } : structuredClone(before)) as Stored;
  if (type.includes('apply-patch')) {
    const force = query.get('force') === 'true';
    const { apiVersion, kind, metadata } = body as Stored;
    const conflicts = applyConfiguration(live, body as Json, { manager, force }, managed);
    if (conflicts.length > 0) return { conflicts };
    const { name, namespace } = metadata;
    Object.assign(live.metadata, { name, ...(namespace !== undefined && { namespace }) });
    return { object: Object.assign(live, { apiVersion, kind }) };
  }
  const object = type.includes('json-patch')
    ? (JsonPatch.apply(live, ...(body as JsonPatch[]).map(operation)) as Stored)
    : (mergePatch(live, body) as Stored);
  recordUpdate(before ?? {}, object, manager, managed);
  return { object };
}

/** cdk8s represents operations by its own class. */
function operation(plain: unknown): JsonPatch {
  const { op, path, value } = plain as { op: string; path: string; value: unknown };
  return op === 'remove' ? JsonPatch.remove(path) : JsonPatch.add(path, value);
}

/** RFC 7396, with the `$patch: replace` of strategic merge patches. */
function mergePatch(target: unknown, change: unknown): unknown {
  if (typeof change !== 'object' || change === null || Array.isArray(change)) return change;
  const { $patch, ...fields } = change as Json;
  const base = (typeof target === 'object' && target !== null && $patch !== 'replace' ? target : {}) as Json;
  const merged = { ...base };
  for (const [key, value] of Object.entries(fields)) {
    if (value === null) Reflect.deleteProperty(merged, key);
    else merged[key] = mergePatch(base[key], value);
  }
  return merged;
}
