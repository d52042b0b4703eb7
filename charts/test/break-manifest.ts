import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Environment } from '../environments/environment.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';

/** A manifest that a test can modify. */
export type Mutable = Record<string, any> & { kind: string; metadata: Record<string, any> };

/** A violation of one rule: a change of an environment's objects, or an additional object. */
export interface Violation {
  readonly rule: string;
  /** The exposure of the environment. @default an Ingress */
  readonly exposure?: Environment['exposure'];
  /** An object that complies with the rule, for kinds that the charts do not render. */
  readonly passing?: object;
  readonly breaks: (objects: Mutable[]) => void;
}

/** Changes the first object of a kind. */
export function edit(kind: string, change: (object: Mutable) => void): Violation['breaks'] {
  return (objects) => {
    const found = objects.find((object) => object.kind === kind);
    if (found === undefined) throw new Error(`no ${kind}`);
    change(found);
  };
}

/** Changes the pod template of the Deployment. */
export function pod(change: (spec: IPodSpec & Mutable, template: Mutable) => void): Violation['breaks'] {
  return edit('Deployment', ({ spec }) => {
    change(spec.template.spec, spec.template);
  });
}

/** Changes the container of the Deployment. */
export function container(change: (container: IContainer & Mutable) => void): Violation['breaks'] {
  return pod(({ containers: [first] }) => {
    change(first as IContainer & Mutable);
  });
}

/** Adds an init container to the Deployment. */
export function init(change: (container: IContainer & Mutable) => void): Violation['breaks'] {
  return pod((spec) => {
    const added = { name: 'init' } as IContainer & Mutable;
    change(added);
    spec.initContainers = [added];
  });
}

/** Adds an object. */
export function add(object: object): Violation['breaks'] {
  return (objects) => void objects.push(object as Mutable);
}

/** Returns copies of objects that a test can modify. */
export function mutable(objects: readonly KubernetesObject[]): Mutable[] {
  return structuredClone(objects) as unknown as Mutable[];
}
