import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/**
 * Adds a custom resource. Callers type it with a published type from this folder, so that a misspelt field does not
 * compile: `{ ... } satisfies PodMonitor`.
 */
export function customResource(
  scope: Construct,
  id: string,
  resource: { readonly apiVersion: string; readonly kind: string; readonly metadata?: object; readonly spec?: object },
): ApiObject {
  return new ApiObject(scope, id, resource);
}
