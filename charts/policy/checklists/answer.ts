import type { Check } from '../rule.ts';

/** The answer to one check of a checklist. */
export type Answer =
  | { readonly name: string; readonly status: 'enforced'; readonly rules: readonly string[] }
  | {
      readonly name: string;
      readonly status: 'satisfied' | 'not applicable';
      readonly why: string;
      /** Returns what contradicts the answer among the objects of all environments. */
      readonly contradictions: Check;
    };

/** The checks of a tool or standard. */
export interface Checklist {
  readonly title: string;
  readonly answers: readonly Answer[];
}

/** A check that is also made by rules of the policy. */
export function enforced(name: string, ...rules: readonly string[]): Answer {
  return { name, status: 'enforced', rules };
}

/** A check that always passes because of how manifests are rendered. */
export function satisfied(name: string, why: string, contradictions: Check): Answer {
  return { name, status: 'satisfied', why, contradictions };
}

/** A check that has no matching objects, or requires something that is deliberately not done. */
export function notApplicable(name: string, why: string, contradictions: Check): Answer {
  return { name, status: 'not applicable', why, contradictions };
}
