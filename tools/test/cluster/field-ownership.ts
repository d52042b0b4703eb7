/** Any JSON object. */
export type Json = Record<string, unknown>;

/** What one manager owns, by the path of each field as conflicts name it: `.spec.replicas`. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly fields: Set<string>;
}

/** A field for which two managers set different values. */
export interface Conflict {
  readonly manager: string;
  readonly field: string;
}

type Step = string | Json;
interface Leaf {
  readonly steps: readonly Step[];
  readonly value: unknown;
}

/** Lists that are merged by item, and the keys of their items; all others are atomic. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
};

/** Fields set by the server or identifying the object, which have no owner. */
const UNOWNED =
  /^\.(?:apiVersion|kind|status|metadata\.(?:name|namespace|uid|generation|resourceVersion|creationTimestamp))\b/;

/** Whether two JSON values are equal, even if they come from different realms. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields of an object that can be owned. */
export function leavesOf(object: Json): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  collect(object, [], '', '', leaves);
  for (const path of leaves.keys()) if (UNOWNED.test(path)) leaves.delete(path);
  return leaves;
}

/**
 * Server-side apply (https://kubernetes.io/docs/reference/using-api/server-side-apply/): merges the fields of `manager` into
 * `live`, and removes those it no longer sets and no other manager owns.
 *
 * @returns the conflicts; if there are any, nothing was changed.
 */
export function applyConfiguration(
  live: Json,
  wanted: Json,
  { manager, force }: { manager: string; force: boolean },
  managed: ManagedFields[],
): Conflict[] {
  const [config, before] = [leavesOf(wanted), leavesOf(live)];
  const own = managed.find((entry) => entry.manager === manager && entry.operation === 'Apply');
  const others = managed.filter((entry) => entry !== own);
  const differing = [...config].filter(([path, { value }]) => !isSame(before.get(path)?.value, value));
  const conflicts = others.flatMap(({ manager: other, fields }) =>
    differing.filter(([path]) => fields.has(path)).map(([field]) => ({ manager: other, field })),
  );
  if (conflicts.length > 0 && !force) return conflicts;
  for (const { field } of conflicts) for (const { fields } of others) fields.delete(field);
  for (const path of own?.fields ?? []) {
    const leaf = before.get(path);
    const kept = config.has(path) || others.some(({ fields }) => fields.has(path));
    if (!kept && leaf !== undefined) remove(live, leaf.steps);
  }
  for (const { steps, value } of config.values()) assign(live, steps, value);
  if (own !== undefined) managed.splice(managed.indexOf(own), 1);
  managed.push({ manager, operation: 'Apply', fields: new Set(config.keys()) });
  return [];
}

/** A patch or update makes its manager the only owner of what it changes. */
export function recordUpdate(before: Json, after: Json, manager: string, managed: ManagedFields[]): void {
  const [old, now] = [leavesOf(before), leavesOf(after)];
  const changed = [...now].filter(([path, { value }]) => !isSame(old.get(path)?.value, value));
  const gone = [...old.keys()].filter((path) => !now.has(path));
  for (const { fields } of managed) for (const path of [...gone, ...changed.map(([name]) => name)]) fields.delete(path);
  const own = managed.find((entry) => entry.manager === manager && entry.operation === 'Update');
  const fields = own?.fields ?? new Set<string>();
  for (const [path] of changed) fields.add(path);
  if (own === undefined && fields.size > 0) managed.push({ manager, operation: 'Update', fields });
}

function collect(value: unknown, steps: readonly Step[], path: string, name: string, leaves: Map<string, Leaf>): void {
  const keys = KEYS[name];
  if (Array.isArray(value) && keys !== undefined) {
    for (const item of value as Json[]) {
      const key = Object.fromEntries(keys.map((field) => [field, item[field]]));
      const label = Object.entries(key).map(([field, text]) => `${field}=${JSON.stringify(text)}`);
      collect(item, [...steps, key], `${path}[${label.join(',')}]`, '', leaves);
    }
  } else if (isObject(value) && Object.keys(value).length > 0) {
    for (const [field, child] of Object.entries(value))
      collect(child, [...steps, field], `${path}.${field}`, field, leaves);
  } else if (value !== null && value !== undefined) {
    leaves.set(path, { steps, value });
  }
}

function assign(root: Json, steps: readonly Step[], value: unknown): void {
  let parent: unknown = root;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    parent = child(parent, step, () => (typeof steps[index + 1] === 'string' ? {} : []));
  }
  (parent as Json)[steps.at(-1) as string] = structuredClone(value);
}

function child(parent: unknown, step: Step, empty: () => object): unknown {
  if (typeof step === 'string') return ((parent as Json)[step] ??= empty());
  const list = parent as Json[];
  const found = list.find((item) => Object.entries(step).every(([key, value]) => item[key] === value));
  if (found !== undefined) return found;
  list.push({ ...step });
  return list.at(-1);
}

function remove(parent: unknown, [step, ...rest]: readonly Step[]): void {
  if (!isObject(parent) && !Array.isArray(parent)) return;
  const list = parent as Json[];
  const key =
    typeof step === 'string' || step === undefined
      ? step
      : String(list.findIndex((item) => Object.entries(step).every(([name, value]) => item[name] === value)));
  if (key === undefined) return;
  const next = (parent as Json)[key];
  if (rest.length > 0) remove(next, rest);
  const emptied = typeof next === 'object' && next !== null && Object.keys(next).length === 0;
  if (rest.length > 0 && !emptied) return;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
