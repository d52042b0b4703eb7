import { App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { documentsOf } from '../policy/kubernetes-object.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';
import type { Manifests } from '../render.ts';

/** Returns what a construct renders in a separate chart, in the namespace `kiosque-test`. */
export function synthesize(build: (scope: Construct) => void): KubernetesObject[] {
  const chart = new Chart(new App({ recordConstructMetadata: false }), 'chart', {
    namespace: 'kiosque-test',
    disableResourceNameHashes: true,
  });
  build(chart);
  return chart.toJson() as KubernetesObject[];
}

/** Returns all objects of rendered manifests, with the path of their file. */
export function objectsOf(manifests: Manifests): { path: string; object: KubernetesObject }[] {
  return [...manifests].flatMap(([path, text]) =>
    (documentsOf(text) as KubernetesObject[]).map((object) => ({ path, object })),
  );
}

/** Returns the only object of a kind. */
export function only(objects: readonly KubernetesObject[], kind: string): KubernetesObject {
  const found = objects.filter((object) => object.kind === kind);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${String(found.length)} objects of kind ${kind}`);
  return found[0];
}
