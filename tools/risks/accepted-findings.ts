import type { Owner } from './risk.ts';

/** A finding of the image scanner that does not stop a release until a date. */
export interface AcceptedFinding {
  /** As the scanner names it: `CVE-2026-12345`, or the rule of a secret or misconfiguration. */
  readonly id: string;
  /** Package of a vulnerability; file of a secret or misconfiguration. */
  readonly subject: string;
  /** Why it cannot be exploited, or what prevents an update. */
  readonly reason: string;
  readonly owner: Owner;
  /** ISO date of the last day (UTC) on which it is accepted. */
  readonly until: string;
}

/** Read by `npm run scan:gate`, in pull requests, before releases and every night. */
export const ACCEPTED_FINDINGS: readonly AcceptedFinding[] = [];
