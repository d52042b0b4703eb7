import { ApiObject, JsonPatch } from 'cdk8s';
import type { IConstruct } from 'constructs';

/**
 * Patches an object after cdk8s-plus-28 has rendered it. `ApiObject.addJsonPatch` runs too early for fields newer than
 * Kubernetes 1.28, such as `preStop.sleep`: the typed rendering then drops them silently.
 *
 * @throws JsonPatchError during rendering, if a path does not exist.
 */
export function latePatch(construct: IConstruct, ...operations: readonly JsonPatch[]): void {
  const object = ApiObject.of(construct);
  const render = object.toJson.bind(object);
  object.toJson = () => JsonPatch.apply(render(), ...operations) as unknown;
}
