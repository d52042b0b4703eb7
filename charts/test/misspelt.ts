import type { KubernetesObject } from '../policy/kubernetes-object.ts';

/** Objects whose keys are not fields but arbitrary names: labels, settings, resources. */
const OPEN = [
  'labels',
  'annotations',
  'matchLabels',
  'data',
  'hard',
  'selector',
  'parameters',
  'limits',
  'requests',
  'metadata',
];

/** Returns the object with its deepest field misspelt (its last letter doubled), and the path of that field in messages. */
export function misspelt(object: KubernetesObject): { readonly field: string; readonly object: KubernetesObject } {
  const copy = structuredClone(object);
  const [deepest = []] = fieldPaths(copy).sort((a, b) => b.length - a.length);
  const key = deepest.at(-1) ?? '';
  const wrong = `${key}${key.slice(-1)}`;
  const parent = deepest.slice(0, -1).reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], copy);
  const fields = parent as Record<string, unknown>;
  fields[wrong] = fields[key];
  return { field: [...deepest.slice(0, -1), wrong].join('.'), object: copy };
}

function fieldPaths(value: unknown, path: readonly string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...(Array.isArray(value) ? [] : [[...path, key]]),
    ...(OPEN.includes(key) ? [] : fieldPaths(child, [...path, key])),
  ]);
}
