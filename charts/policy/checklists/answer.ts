import type { KubernetesObject } from '../kubernetes-object.ts';

/** What among the objects of all environments contradicts an answer, a few words each; nothing when the answer is true. */
export type Contradictions = (objects: readonly KubernetesObject[]) => readonly string[];

/** How a name of somebody's checklist is answered. */
export type Answer =
  | { readonly name: string; readonly status: 'enforced'; readonly rules: readonly string[] }
  | {
      readonly name: string;
      readonly status: 'satisfied' | 'not applicable';
      readonly why: string;
      readonly contradictions: Contradictions;
    };

/** The checks of one tool or standard. */
export interface Checklist {
  readonly title: string;
  readonly answers: readonly Answer[];
}

/** A check that rules of the policy make, too. */
export function enforced(name: string, ...rules: readonly string[]): Answer {
  return { name, status: 'enforced', rules };
}

/** A check that holds by the way manifests are rendered. */
export function satisfied(name: string, why: string, contradictions: Contradictions): Answer {
  return { name, status: 'satisfied', why, contradictions };
}

/** A check that finds nothing to look at, or asks for what is not wanted here. */
export function notApplicable(name: string, why: string, contradictions: Contradictions): Answer {
  return { name, status: 'not applicable', why, contradictions };
}
