/** What people decide about a network. */
export const DECISION_KINDS = ['block', 'allow', 'unblock'] as const;

/** What a person decided about a network. */
export interface NewDecision {
  /** `block` lists it, `allow` keeps it off the list, `unblock` takes it off for a time. */
  readonly kind: (typeof DECISION_KINDS)[number];
  /** Canonical text of the network. */
  readonly network: string;
  /** Why, in the words of the author. */
  readonly reason: string;
  /** Name of the author in the audit log, such as `key:admin`. */
  readonly author: string;
  /** Milliseconds since the epoch. */
  readonly made: number;
  /** When it ends, in milliseconds since the epoch; undefined if it stays. */
  readonly until: number | undefined;
}

/** A decision as it is stored. */
export interface Decision extends NewDecision {
  /** Increases with every decision. */
  readonly id: number;
}

/** Most decisions in force at the same time. */
export const MAX_DECISIONS = 2000;

/** Whether a decision is in force. */
export function isInForce({ until }: NewDecision, now: number): boolean {
  return until === undefined || until > now;
}
