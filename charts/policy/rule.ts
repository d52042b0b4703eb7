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

/** One requirement on manifests. */
export interface Rule {
  /** Kebab-case name, used in messages and docs/policy.md. */
  readonly name: string;
  /** The standards that require it. */
  readonly standards: readonly Standard[];
  /** The consequence of a violation, in one sentence. */
  readonly reason: string;
  /** What to change, in one sentence. */
  readonly fix: string;
  /** Returns the violations in `object`, given `all` objects applied with it: a few words each, with the place and the value. */
  readonly check: (object: KubernetesObject, all: readonly KubernetesObject[]) => readonly string[];
}

/** A rule about the pods that an object creates. */
export function eachPod(
  check: (pod: PodTemplate, object: KubernetesObject, all: readonly KubernetesObject[]) => readonly string[],
): Rule['check'] {
  return (object, all) => {
    const pod = podTemplateOf(object);
    return pod === undefined ? [] : check(pod, object, all);
  };
}

/** A rule about every container, including init and ephemeral ones; the returned words follow the container's name. */
export function eachContainer(check: (container: IContainer, pod: PodTemplate) => string | false): Rule['check'] {
  return eachPod((pod) =>
    containersOf(pod.spec).flatMap((container) => {
      const words = check(container, pod);
      return words === false ? [] : [`container "${container.name}" ${words}`];
    }),
  );
}

/** A rule about objects of one kind. */
export function eachOf(
  kind: string,
  check: (object: KubernetesObject, all: readonly KubernetesObject[]) => readonly string[] | string | false,
): Rule['check'] {
  return (object, all) => {
    if (object.kind !== kind) return [];
    const words = check(object, all);
    if (words === false) return [];
    return typeof words === 'string' ? [words] : words;
  };
}
