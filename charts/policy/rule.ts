import type { IContainer } from 'kubernetes-models/v1/Container';
import { containersOf, podTemplateOf } from './kubernetes-object.ts';
import type { KubernetesObject, PodTemplate } from './kubernetes-object.ts';

/** Where a rule comes from. */
export type Standard =
  | 'AKS safeguard: deny'
  | 'AKS safeguard: mutate'
  | 'AKS safeguard: warn'
  | 'Pod Security: baseline'
  | 'Pod Security: restricted'
  | 'CIS'
  | 'Kiosque';

/** One thing that a manifest must or must not do. */
export interface Rule {
  /** Kebab-case, as messages and docs/policy.md name it. */
  readonly name: string;
  /** Who asks for it. */
  readonly standards: readonly Standard[];
  /** What happens otherwise, in one sentence. */
  readonly reason: string;
  /** What to change, in one sentence. */
  readonly fix: string;
  /** What is wrong with `object` among `all` that is applied with it: a few words each, with the place and the value. */
  readonly check: (object: KubernetesObject, all: readonly KubernetesObject[]) => readonly string[];
}

/** A rule about the pods that any object makes. */
export function eachPod(
  check: (pod: PodTemplate, object: KubernetesObject, all: readonly KubernetesObject[]) => readonly string[],
): Rule['check'] {
  return (object, all) => {
    const pod = podTemplateOf(object);
    return pod === undefined ? [] : check(pod, object, all);
  };
}

/** A rule about every container, init and debugging ones included; the words it gives follow the container's name. */
export function eachContainer(check: (container: IContainer, pod: PodTemplate) => string | false): Rule['check'] {
  return eachPod((pod) =>
    containersOf(pod.spec).flatMap((container) => {
      const words = check(container, pod);
      return words === false ? [] : [`container "${container.name}" ${words}`];
    }),
  );
}

/** A rule about one kind. */
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
