import type { LogEvent, OtherEvent } from '../events/log-event.ts';

/** What was around a message: syslog, journal, or the log of a container runtime. */
export interface Envelope {
  /** Milliseconds since the epoch; undefined where it has no time. */
  readonly time: number | undefined;
  /** Machine, or the empty string. */
  readonly host: string;
  /** Program, such as `sshd`, or the empty string. */
  readonly program: string;
  /** Process id, or the empty string. */
  readonly pid: string;
}

/** Nothing was around the message. */
export const NO_ENVELOPE: Envelope = { time: undefined, host: '', program: '', pid: '' };

/** What a format needs to know beyond the line. */
export interface LineContext {
  /** Reference time, in milliseconds since the epoch: completes dates without a year. */
  readonly now: number;
  /** Minutes east of UTC of times that carry no time zone. */
  readonly offset: number;
  /** What was around the line, which `read` gets without it. */
  readonly envelope: Envelope;
  /** The line as an object, if it is one in JSON. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /**
   * Canonical client, or undefined where the peer's address is none. The forwarded addresses (`X-Forwarded-For` or
   * `Forwarded`) count only behind trusted proxies. Without a peer, the proxy that wrote the log is the peer.
   */
  clientOf(peer: string | undefined, forwarded?: string): string | undefined;
}

/** A log format. Stateless: the same line and context give the same event. */
export interface LogFormat {
  /** Its name in settings and reports, such as `combined`. */
  readonly name: string;
  /**
   * Reads one line, without its line terminator and without syslog and container runtime around it.
   * @returns the event, `other` for a line of this format without interest, undefined for a line that is not of this format. Never throws.
   */
  read(line: string, context: LineContext): LogEvent | undefined;
}

/** Machine that wrote the line, as the envelope names it; undefined where it does not. */
export function hostOf({ envelope }: LineContext): string | undefined {
  return envelope.host === '' ? undefined : envelope.host;
}

/** A line of a format that says nothing about security. */
export function otherEvent(time: number | undefined, context: LineContext): OtherEvent {
  return { kind: 'other', time: time ?? context.envelope.time, client: undefined, count: 1, target: hostOf(context) };
}
