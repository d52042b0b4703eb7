import type { FindingKind } from '../findings/finding.ts';

/** Weight of a request that only an attacker or a scanner sends: one is enough for a finding that may lead to a block. */
export const CERTAIN = 1;
/** Weight of a request that is almost always hostile: one is reported, two may lead to a block. */
export const LIKELY = 0.5;
/** Weight of a request that is sometimes harmless: reported only together with others. */
export const WEAK = 0.1;

/** A pattern in one part of a request, decoded, in lower case. */
export interface Signature {
  /** What is reported, such as `sql` or `log4shell`. */
  readonly name: string;
  readonly kind: FindingKind;
  /** `CERTAIN`, `LIKELY` or `WEAK`. */
  readonly weight: number;
  /** Has no unbounded repetition that may begin at every character, so that its time is linear. */
  readonly pattern: RegExp;
}

/** A signature that was found. */
export interface Match {
  readonly name: string;
  readonly kind: FindingKind;
  readonly weight: number;
}

/** Several patterns of one name, from strong to weak. */
export function signatures(
  name: string,
  kind: FindingKind,
  patterns: readonly (readonly [weight: number, pattern: RegExp])[],
): readonly Signature[] {
  return patterns.map(([weight, pattern]) => ({ name, kind, weight, pattern }));
}
