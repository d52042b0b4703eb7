import type { FindingKind } from '../findings/finding.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Time after which a score has halved, in milliseconds. */
export const HALF_LIFE = HOUR;

/** Silence after which further hits are a new finding, in milliseconds. */
export const FINDING_GAP = DAY;

/** State of an actor that was idle this long, by the time of the logs, decides nothing any more: it can be deleted. In milliseconds. */
export const ACTOR_IDLE = 2 * DAY;

/** A score of this and above may lead to a block. */
export const BLOCK_SCORE = 1;

/** Score from which hits are reported. Failed sign-ins are everyday: they are reported once they may lead to a block. */
export const REPORT_SCORE: Readonly<Record<FindingKind, number>> = {
  scanner: 0.5,
  probe: 0.5,
  injection: 0.5,
  traversal: 0.5,
  'cross-site-scripting': 0.5,
  'brute-force': BLOCK_SCORE,
  'credential-stuffing': BLOCK_SCORE,
  'invalid-users': BLOCK_SCORE,
  'protocol-abuse': 0.5,
  'excessive-rate': 0.5,
  misuse: 0.5,
  virus: 0.5,
};

/** Sliding windows of an actor: span in milliseconds; `distinct` is the most values that are told apart. */
export const WINDOWS = {
  /** Failed sign-ins, for slow attempts. */
  failures: { span: DAY },
  /** Accounts with failed sign-ins from one address. */
  users: { span: HOUR, distinct: 64 },
  /** Accounts that do not exist, tried from one address. */
  invalidUsers: { span: HOUR, distinct: 64 },
  /** Addresses with failed sign-ins for one account. */
  addresses: { span: HOUR, distinct: 64 },
  /** Pages that were refused or not found. */
  missing: { span: 10 * MINUTE, distinct: 64 },
  /** Requests that were answered otherwise, next to `missing`. */
  answered: { span: 10 * MINUTE },
  /** Weak signs, each address asked for once. */
  weak: { span: HOUR, distinct: 64 },
  /** Sign-in pages that were sent, whatever the answer. */
  signIns: { span: 2 * MINUTE },
  /** Refused uses of Kiosque keys, tickets and sign-ins. */
  refused: { span: HOUR },
} as const satisfies Readonly<Record<string, { readonly span: number; readonly distinct?: number }>>;

/** Name of a window. */
export type WindowName = keyof typeof WINDOWS;

/** Names of the windows that tell values apart. */
export type DistinctName = {
  [Name in WindowName]: (typeof WINDOWS)[Name] extends { distinct: number } ? Name : never;
}[WindowName];

/** Numbers that decide. Each is explained in docs/detectors.md. */
export const LIMITS = {
  /** Weight of a failed sign-in: five within minutes may lead to a block. */
  failureWeight: 0.2,
  /** Failed sign-ins within a day that are an attempt even if none follows another soon. */
  slowFailures: 20,
  /** Sign-in pages sent within two minutes, whatever the answer, above which they look like guessing. */
  signInsSent: 5,
  /** Failed sign-ins after which an accepted one is an attack. */
  failuresBeforeSuccess: 5,
  /** Accounts tried from one address that make it credential stuffing, */
  stuffedUsers: 10,
  /** with at most this many attempts for each. */
  attemptsPerStuffedUser: 3,
  /** Addresses that fail for one account, which make it a distributed attempt. */
  distributedAddresses: 5,
  /** Accounts that do not exist, tried from one address, until which it may be a misspelling. */
  misspelledUsers: 2,
  /** Pages not found within ten minutes, each counted once, that make a scanner out of a client, */
  missingPages: 20,
  /** if they are at least this share of what it asked for. */
  missingShare: 0.5,
  /** Requests within a minute that are too many for one address. */
  requestsPerMinute: 1_200,
  /** Bytes of an answer from which it can hold something. */
  answerBytes: 32,
  /** Server errors caused by payloads that show their effect. */
  serverErrors: 3,
  /** Milliseconds after which an infected file that is found again was not removed. */
  virusRemains: HOUR,
} as const;
