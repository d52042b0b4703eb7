import type { IContainer } from 'kubernetes-models/v1/Container';
import { containersOf, podTemplateOf } from './kubernetes-object.ts';
import type { KubernetesObject, PodTemplate } from './kubernetes-object.ts';

/** The standard that a rule comes from. */
export type Standard =
  | 'AKS safeguard: deny'
  | 'AKS safeguard: mutate'
  | 'AKS safeguard: warn'
  | 'Pod Security: baseline'
  | 'Pod Security: restricted'
  | 'CIS'
  | 'Kiosque';

/** Returns the violations in `object`, given `all` objects applied with it: a few words each, with the place and the value. */
export type Check = (object: KubernetesObject, all: readonly KubernetesObject[]) => readonly string[];

/** One requirement on manifests. */
export interface Rule {
  /** Kebab-case name, used in messages and docs/policy.md. */
  readonly name: string;
  /** The standards that require it. @default Kiosque */
  readonly standards?: readonly Standard[];
  /** The consequence of a violation, in one sentence. */
  readonly reason: string;
  /** What to change, in one sentence. */
  readonly fix: string;
  /** Returns the violations of the rule. */
  readonly check: Check;
}

/** Several violations, one, or none. */
type Words = readonly string[] | string | false;

/** A check of every object. */
export function each(check: (...where: Parameters<Check>) => Words): Check {
  return (...where) => {
    const words = check(...where);
    if (words === false) return [];
    return typeof words === 'string' ? [words] : words;
  };
}

/** A check of objects of one kind. */
export function eachOf(kind: string, check: (...where: Parameters<Check>) => Words): Check {
  return each((object, all) => object.kind === kind && check(object, all));
}

/** A check of the pods that an object creates. */
export function eachPod(check: (pod: PodTemplate, ...where: Parameters<Check>) => Words): Check {
  return each((object, all) => {
    const pod = podTemplateOf(object);
    return pod !== undefined && check(pod, object, all);
  });
}

/** A check of every container, including init and ephemeral ones; the returned words follow the container's name. */
export function eachContainer(
  check: (container: IContainer, pod: PodTemplate, ...where: Parameters<Check>) => string | false,
): Check {
  return eachPod((pod, ...where) =>
    containersOf(pod.spec).flatMap((container) => {
      const words = check(container, pod, ...where);
      return words === false ? [] : [`container "${container.name}" ${words}`];
    }),
  );
}
