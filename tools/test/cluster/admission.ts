import { schemaProblems } from '../../../charts/schemas/validate.ts';
import { isSame } from './field-ownership.ts';
import type { Json } from './field-ownership.ts';
import type { Stored } from './store.ts';

/** Fields that never change once the object exists; of a StatefulSet, all but those that may. */
const IMMUTABLE: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['selector'],
  StatefulSet: ['selector', 'serviceName', 'volumeClaimTemplates', 'podManagementPolicy'],
};

/** Fields of the metadata that the server sets. */
const GIVEN = ['uid', 'creationTimestamp', 'resourceVersion', 'generation'];

/** Returns why the API server rejects an object; empty if it is accepted. */
export async function refusals(object: Stored, before: Stored | undefined): Promise<string[]> {
  const { status: _, metadata, ...rest } = object;
  const own = Object.fromEntries(Object.entries(metadata).filter(([field]) => !GIVEN.includes(field)));
  const immutable = (IMMUTABLE[object.kind] ?? [])
    .filter((field) => before !== undefined && !isSame(before.spec[field], object.spec[field]))
    .map((field) => `spec.${field}: Invalid value: field is immutable`);
  const priority = object.kind === 'PriorityClass' && before !== undefined && before['value'] !== object['value'];
  return [
    ...(await schemaProblems({ ...rest, metadata: own } as never)),
    ...immutable,
    ...(priority ? ['value: Forbidden: may not be changed in an update.'] : []),
  ];
}

/** Applies server defaults, and removes zero values that the server omits. */
export function withDefaults(object: Stored): Stored {
  const copy = structuredClone(object);
  if (copy['globalDefault'] === false) delete copy['globalDefault'];
  if (['Deployment', 'StatefulSet'].includes(copy.kind)) copy.spec.replicas ??= 1;
  if (copy.kind === 'StatefulSet') copy.spec.updateStrategy ??= { type: 'RollingUpdate' };
  return copy;
}

/** Whether anything except metadata and status differs, which increments the generation. */
export function isNewGeneration(before: Json | undefined, after: Json): boolean {
  return before === undefined || !isSame(before['spec'], after['spec']);
}
