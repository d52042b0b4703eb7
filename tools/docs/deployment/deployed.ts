import type { Environment } from '../../../charts/environments/environment.ts';
import type { KubernetesObject } from '../../../charts/policy/kubernetes-object.ts';
import { documentsOf } from '../../../charts/policy/kubernetes-object.ts';
import type { Manifests } from '../../../charts/render.ts';

/** One environment and what is rendered for it. */
export interface Deployed {
  readonly environment: Environment;
  /** All objects of its namespace, in the order in which they are applied. */
  readonly objects: readonly KubernetesObject[];
  /** The same objects by path relative to `dist/`. */
  readonly files: ReadonlyMap<string, readonly KubernetesObject[]>;
  /** The Application with which Argo CD applies them. */
  readonly application: KubernetesObject | undefined;
}

/** Returns an environment with its part of the rendered manifests. */
export function deployedOf(environment: Environment, manifests: Manifests): Deployed {
  const parsed = [...manifests].map(([path, text]) => [path, documentsOf(text) as KubernetesObject[]] as const);
  const files = new Map(parsed.filter(([path]) => path.startsWith(`${environment.name}/`)));
  const application = parsed
    .flatMap(([, objects]) => objects)
    .find(({ kind, spec }) => kind === 'Application' && spec?.['source'].path === `dist/${environment.name}`);
  return { environment, objects: [...files.values()].flat(), files, application };
}
