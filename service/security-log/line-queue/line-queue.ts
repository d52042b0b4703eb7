import type { ActorRecord, Finding } from '../findings/finding.ts';

/** Most origins of lines that were sent to the API: senders name them. */
export const MAX_HTTP_ORIGINS = 1000;

/** Lines of one origin, to be appended as a whole. */
export interface LineBatch {
  /** Where the lines come from: `file:/var/log/nginx/access.log`, `http:edge-1`, `syslog:192.0.2.7`. Order is kept for each origin. */
  readonly origin: string;
  /** Name of their format, or undefined to detect it. */
  readonly format: string | undefined;
  readonly lines: readonly string[];
  /** Milliseconds since the epoch at which they were collected. */
  readonly collected: number;
  /**
   * Position of the origin before and after the batch. The batch is appended only when `before` is the recorded position;
   * a batch whose `after` is already recorded is ignored, so that repeating an append is harmless. Undefined for origins without positions.
   */
  readonly position: { readonly before: string | undefined; readonly after: string } | undefined;
}

/** A batch in the queue. */
export interface QueuedBatch extends Omit<LineBatch, 'position'> {
  /** Increases in the order of appending. */
  readonly id: string;
  /** How often it was delivered, this time included. */
  readonly deliveries: number;
}

/** What the analysis of batches changes, to be stored together with their acknowledgement. */
export interface Effects {
  /** Records of actors that changed, each with the version it was loaded with. */
  readonly actors: readonly ActorRecord[];
  readonly findings: readonly Finding[];
  /** Lines read and lines that no format could read, by origin, with one example of the latter. */
  readonly read: ReadonlyMap<string, ReadLines>;
}

/** How many lines of an origin were read. */
export interface ReadLines {
  readonly read: number;
  readonly unreadable: number;
  /** One unreadable line, shortened and printable. */
  readonly example: string | undefined;
  /** Time of its newest event. */
  readonly newest: number | undefined;
  readonly format: string | undefined;
}

/** A batch that could not be analysed. */
export interface DeadLetter extends QueuedBatch {
  /** Why, in one sentence. */
  readonly reason: string;
}

/** First in, first out, between collectors and analysers. Every operation may throw `LineQueueUnavailableError`. */
export interface LineQueue {
  /**
   * @throws LineQueueFullError at the limit: nothing is appended, and nothing appended earlier is dropped.
   * @throws TooManyOriginsError for a new origin that begins with `http:` if there are {@link MAX_HTTP_ORIGINS}.
   */
  append(batch: LineBatch): Promise<'appended' | 'already appended'>;
  /** Recorded position of an origin; undefined for a new one. */
  positionOf(origin: string): Promise<string | undefined>;
  /**
   * Waits until batches are there or the signal aborts; batches of dead analysers first. At most `lines` lines, but at least one batch.
   * What was read before and neither committed nor buried comes again, one batch at a time. The batches of an origin come in their
   * order, and none while an earlier one is with another analyser.
   */
  read(lines: number, signal: AbortSignal): Promise<readonly QueuedBatch[]>;
  /**
   * Stores the effects and acknowledges the batches, both or neither.
   * @returns `conflict` where another analyser changed one of the actors: nothing is stored, load them again. `reassigned` where
   *   another analyser has taken over a batch: nothing is stored, and the batches must be forgotten.
   */
  commit(batches: readonly QueuedBatch[], effects: Effects): Promise<'stored' | 'conflict' | 'reassigned'>;
  /** Moves a batch that cannot be analysed to the dead letters. */
  bury(batch: QueuedBatch, reason: string): Promise<void>;
  deadLetters(limit: number): Promise<readonly DeadLetter[]>;
  /** Appends dead letters to the queue again; returns how many. */
  replay(ids: readonly string[]): Promise<number>;
  /** Lines that wait, and when the oldest of them was collected. */
  lag(): Promise<{ readonly lines: number; readonly oldest: number | undefined; readonly deadLetters: number }>;
  close(): Promise<void>;
}
