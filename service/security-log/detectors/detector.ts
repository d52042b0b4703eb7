import type { LogEvent } from '../events/log-event.ts';
import type { FindingKind } from '../findings/finding.ts';
import type { Match } from '../signatures/signature.ts';
import type { DistinctName, WindowName } from './thresholds.ts';

/** Counters of one actor over the time of its logs. */
export interface Windows {
  /** Adds to a window and returns its count, the addition included. */
  add(name: WindowName, amount: number): number;
  count(name: WindowName): number;
  /** Adds a value and returns how many different ones the window holds, at most its limit. */
  addDistinct(name: DistinctName, value: string): number;
  distinct(name: DistinctName): number;
  /** Whether the window holds the value. */
  has(name: DistinctName, value: string): boolean;
}

/** What detectors know beyond the event. */
export interface Circumstances {
  /** Milliseconds since the epoch, by the clock of the log. */
  readonly time: number;
  /** Signatures in the request, each name and kind once. */
  readonly matches: readonly Match[];
  /** Windows of the address, or of the /64 of an IPv6 address; of the origin where the event has no client. */
  readonly client: Windows;
  /** Windows of the account; undefined where the event names none. */
  readonly user: Windows | undefined;
  /** How often a sign-in counts: 0 where its connection was counted already. */
  readonly attempts: number;
  /** Requests of the client within this minute. */
  readonly requests: number;
  /** Score of the client for a kind, before this event. */
  score(kind: FindingKind): number;
  /** First hit of an open finding of the client, in milliseconds since the epoch. */
  since(kind: FindingKind): number | undefined;
}

/** A reason to suspect somebody. */
export interface Hit {
  readonly kind: FindingKind;
  /** What was recognised, such as `sql`. */
  readonly pattern: string;
  /** Adds to the score of the source. */
  readonly weight: number;
  /** How often it happened; 0 for a further sign in what was counted. @default 1 */
  readonly count?: number;
  /** Whose finding it is. @default `client` */
  readonly source?: 'client' | 'user';
  /** Why this was not only an attempt. */
  readonly success?: string;
  /** Bytes of a successful answer, which are a success unless other addresses give the same. */
  readonly answer?: number;
  /** Whether the server failed. */
  readonly isServerError?: boolean;
}

/** Recognises one way of attacking. A pure function: the same event and circumstances give the same hits. */
export interface Detector<Kind extends LogEvent['kind'] = LogEvent['kind']> {
  /** Its file's name. */
  readonly name: string;
  /** Kinds of findings it gives. */
  readonly kinds: readonly FindingKind[];
  /** Kinds of events it looks at. */
  readonly events: readonly Kind[];
  /** Returns hits, or undefined for an event without interest. */
  detect(event: Extract<LogEvent, { kind: Kind }>, circumstances: Circumstances): readonly Hit[] | undefined;
}

/** Declares a detector with the type of its events. */
export function detector<Kind extends LogEvent['kind']>(definition: Detector<Kind>): Detector {
  return definition as unknown as Detector;
}
