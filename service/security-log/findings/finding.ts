/** What a finding is about. */
export const FINDING_KINDS = [
  'scanner',
  'probe',
  'injection',
  'traversal',
  'cross-site-scripting',
  'brute-force',
  'credential-stuffing',
  'invalid-users',
  'protocol-abuse',
  'excessive-rate',
  'misuse',
  'virus',
] as const;

/** What a finding is about. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One line that supports a finding, redacted. */
export interface Evidence {
  /** Milliseconds since the epoch, by the clock of the log. */
  readonly time: number;
  readonly origin: string;
  /** The line: printable, without secrets, at most 500 characters. */
  readonly line: string;
}

/** Something that happened and that a person may want to know about: hits of one kind from one source, without a long pause. */
export interface Finding {
  /** Made from kind, source and first time, so that analysing the same lines again gives the same finding. */
  readonly id: string;
  readonly kind: FindingKind;
  /** What was recognised, most frequent first, such as `sql` or `log4shell`; at most 10. */
  readonly patterns: readonly string[];
  /** An attempt becomes an attack on success or impact; `reason` says which. */
  readonly level: 'attempt' | 'attack';
  /** Why it is an attack, such as `sign-in accepted after 12 failures`; undefined for an attempt. */
  readonly reason: string | undefined;
  /** Address, IPv6 as its /64 prefix, or host name; for viruses the origin; for one account tried from many sources `user:<name>`. */
  readonly source: string;
  /** First and last hit, milliseconds since the epoch, by the clock of the log. */
  readonly first: number;
  readonly last: number;
  /** Hits. */
  readonly count: number;
  /** Hits by hour (`Math.floor(ms / 3 600 000)`), at most 200 entries: the oldest are joined. */
  readonly hours: Readonly<Record<string, number>>;
  /** Highest score it reached; 1 and above may lead to a block. */
  readonly score: number;
  /** Targets and users tried, most frequent first; at most 20 each. */
  readonly targets: readonly string[];
  readonly users: readonly string[];
  /** First, last and strongest lines; at most 10. */
  readonly evidence: readonly Evidence[];
  /** For viruses: infected path and signature. */
  readonly virus: { readonly path: string; readonly signature: string } | undefined;
}

/** State of one actor, as stored: an address, an IPv6 /64, an account, or a file for viruses. */
export interface ActorRecord {
  /** Such as `address:192.0.2.7` or `user:root`. */
  readonly key: string;
  /** Version it was loaded with; 0 for a new one. Storing increases it. */
  readonly version: number;
  /** Its windows, scores and open findings as JSON. */
  readonly state: string;
  /** Time of its last event: records that are idle longer than the largest window are deleted. */
  readonly last: number;
}
