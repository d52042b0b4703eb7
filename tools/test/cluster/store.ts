import { randomUUID } from 'node:crypto';
import type { ApiResource } from './api-resources.ts';
import type { Json, ManagedFields } from './field-ownership.ts';

/** A stored object. */
export type Stored = Json & {
  apiVersion: string;
  kind: string;
  metadata: Json & {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Json;
    uid: string;
  };
  spec?: any;
  status?: any;
};

/** A watch event. */
export interface Change {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: ApiResource;
  readonly object: Stored;
}

/** Stores objects by kind, namespace and name, with their versions and field owners, and notifies watchers. */
export class Store {
  readonly changes: Change[] = [];
  readonly #objects = new Map<string, { resource: ApiResource; object: Stored; managed: ManagedFields[] }>();
  readonly #listeners = new Set<(change: Change) => void>();

  get version(): number {
    return this.changes.length + 1;
  }

  get(resource: ApiResource, namespace: string | undefined, name: string): Stored | undefined {
    return this.#objects.get(keyOf(resource, namespace, name))?.object;
  }

  list(kind: string, namespace?: string): Stored[] {
    return [...this.#objects.values()]
      .filter(
        ({ resource, object }) =>
          resource.kind === kind && (namespace ?? object.metadata.namespace) === object.metadata.namespace,
      )
      .map(({ object }) => object);
  }

  managedFieldsOf(resource: ApiResource, namespace: string | undefined, name: string): ManagedFields[] {
    return this.#objects.get(keyOf(resource, namespace, name))?.managed ?? [];
  }

  put(resource: ApiResource, object: Stored, managed: ManagedFields[] = []): Stored {
    const key = keyOf(resource, object.metadata.namespace, object.metadata.name);
    const before = this.#objects.get(key);
    const kept = before?.managed ?? [];
    object.metadata.uid = before?.object.metadata.uid ?? randomUUID();
    object.metadata['creationTimestamp'] = before?.object.metadata['creationTimestamp'] ?? new Date().toISOString();
    object.metadata['resourceVersion'] = String(this.version);
    this.#objects.set(key, { resource, object, managed: managed.length > 0 ? managed : kept });
    this.#announce({ version: this.version, type: before === undefined ? 'ADDED' : 'MODIFIED', resource, object });
    return object;
  }

  delete(resource: ApiResource, namespace: string | undefined, name: string): Stored | undefined {
    const key = keyOf(resource, namespace, name);
    const found = this.#objects.get(key)?.object;
    if (found === undefined) return undefined;
    this.#objects.delete(key);
    this.#announce({ version: this.version, type: 'DELETED', resource, object: found });
    return found;
  }

  /** @returns a function that ends the watch. */
  watch(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #announce(change: Change): void {
    this.changes.push({ ...change, object: structuredClone(change.object) });
    for (const listener of this.#listeners) listener(change);
  }
}

function keyOf({ groupVersion, name: plural }: ApiResource, namespace: string | undefined, name: string): string {
  return [groupVersion, plural, namespace ?? '', name].join('/');
}
