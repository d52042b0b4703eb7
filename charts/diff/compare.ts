import { documentsOf, subjectOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import type { Manifests } from '../render.ts';
import { dangersOf } from './dangers.ts';
import type { FieldChange } from './dangers.ts';

/** The change of one object. */
export interface Change {
  readonly environment: string;
  /** `Deployment kiosque-production/content`. */
  readonly subject: string;
  readonly action: 'added' | 'removed' | 'changed';
  /** The fields of a changed object that differ. */
  readonly fields: readonly FieldChange[];
  /** Why it is dangerous, one sentence per reason. */
  readonly dangers: readonly string[];
}

/** Returns the changes from the manifests in `before` to those in `after`, sorted by environment. */
export function compare(before: Manifests, after: Manifests): Change[] {
  const environments = [...new Set([...before.keys(), ...after.keys()].map(environmentOf))].sort();
  return environments.flatMap((environment) =>
    compareObjects(environment, objectsOf(before, environment), objectsOf(after, environment)),
  );
}

function compareObjects(environment: string, before: Objects, after: Objects): Change[] {
  const subjects = [...new Set([...before.keys(), ...after.keys()])].sort();
  return subjects.flatMap((subject) => {
    const [old, now] = [before.get(subject), after.get(subject)];
    const fields = old && now ? fieldChanges('', old, now) : [];
    if (old && now && fields.length === 0) return [];
    const action = old === undefined ? 'added' : now === undefined ? 'removed' : 'changed';
    const dangers = dangersOf({ old, now, fields, all: [...after.values()] });
    return [{ environment, subject, action, fields, dangers } satisfies Change];
  });
}

type Objects = ReadonlyMap<string, KubernetesObject>;

function objectsOf(manifests: Manifests, environment: string): Objects {
  const texts = [...manifests].filter(([path]) => environmentOf(path) === environment).map(([, text]) => text);
  const objects = texts.flatMap((text) => documentsOf(text) as KubernetesObject[]);
  return new Map(objects.map((object) => [subjectOf(object), object]));
}

function environmentOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

function fieldChanges(path: string, before: unknown, after: unknown): FieldChange[] {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  if (old === undefined || now === undefined) {
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }];
  }
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const joined = key.startsWith('[') || path === '' ? `${path}${key}` : `${path}.${key}`;
    return fieldChanges(joined, old.get(key), now.get(key));
  });
}

/** Returns the fields of an object, or the items of a list, keyed by name if they have one so that an insertion is one change. */
function fieldsOf(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const named = value.every((item) => typeof (Object(item) as { name?: unknown }).name === 'string');
    return new Map(value.map((item, index) => [`[${named ? (item as { name: string }).name : String(index)}]`, item]));
  }
  return value !== null && typeof value === 'object' ? new Map(Object.entries(value)) : undefined;
}
