import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Environment } from '../environments/environment.ts';
import type { KubernetesObject } from '../policy/kubernetes-object.ts';

/** What may be changed about a manifest in a test: all of it. */
export type Mutable = Record<string, any> & { kind: string; metadata: Record<string, any> };

/** A way to break one rule: by changing the objects of an environment, or by adding one more to them. */
export interface Violation {
  readonly rule: string;
  /** By whose exposure the environment is reached that is broken. @default an Ingress */
  readonly exposure?: Environment['exposure'];
  /** An object that the rule is content with, for kinds that the charts do not render. */
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

/** Changes the pods of the Deployment. */
export function pod(change: (spec: IPodSpec & Mutable, template: Mutable) => void): Violation['breaks'] {
  return edit('Deployment', ({ spec }) => {
    change(spec.template.spec, spec.template);
  });
}

/** Changes their container. */
export function container(change: (container: IContainer & Mutable) => void): Violation['breaks'] {
  return pod(({ containers: [first] }) => {
    change(first as IContainer & Mutable);
  });
}

/** Adds an init container to them. */
export function init(change: (container: IContainer & Mutable) => void): Violation['breaks'] {
  return pod((spec) => {
    const added = { name: 'init' } as IContainer & Mutable;
    change(added);
    spec.initContainers = [added];
  });
}

/** Adds one more object. */
export function add(object: object): Violation['breaks'] {
  return (objects) => void objects.push(object as Mutable);
}

/** Objects of an environment that a test may change. */
export function mutable(objects: readonly KubernetesObject[]): Mutable[] {
  return structuredClone(objects) as unknown as Mutable[];
}
