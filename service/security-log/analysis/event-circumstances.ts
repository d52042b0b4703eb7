import type { Circumstances, Windows } from '../detectors/detector.ts';
import type { DistinctName, WindowName } from '../detectors/thresholds.ts';
import type { LogEvent, LoginEvent } from '../events/log-event.ts';
import type { FindingKind } from '../findings/finding.ts';
import type { Match } from '../signatures/signature.ts';
import type { Actor } from './actor.ts';

/** The windows of an actor, seen from the time of an event. */
class TimedWindows implements Windows {
  actor: Actor | undefined;
  time = 0;

  add(name: WindowName, amount: number): number {
    return this.actor?.windows.add(name, amount, this.time) ?? 0;
  }

  count(name: WindowName): number {
    return this.actor?.usedWindows?.count(name, this.time) ?? 0;
  }

  addDistinct(name: DistinctName, value: string): number {
    return this.actor?.windows.addDistinct(name, value, this.time) ?? 0;
  }

  distinct(name: DistinctName): number {
    return this.actor?.usedWindows?.distinct(name, this.time) ?? 0;
  }

  has(name: DistinctName, value: string): boolean {
    return this.actor?.usedWindows?.has(name, value, this.time) ?? false;
  }
}

/** Methods of sign-in that no attempt is: a client asks for the methods, and offers each of its keys. */
const NO_ATTEMPT = new Set(['none', 'publickey']);

/** The circumstances of one event after another; one object, because most events need nothing else. */
export class EventCircumstances implements Circumstances {
  time = 0;
  matches: readonly Match[] = [];
  requests = 0;
  attempts = 0;
  user: Windows | undefined;
  readonly client = new TimedWindows();
  readonly #user = new TimedWindows();
  #actor: Actor | undefined;

  of(event: LogEvent, time: number, matches: readonly Match[], client: Actor, user: Actor | undefined): this {
    this.time = this.client.time = this.#user.time = time;
    this.matches = matches;
    this.#actor = this.client.actor = client;
    this.#user.actor = user;
    this.user = user === undefined ? undefined : this.#user;
    this.requests = client.requests;
    this.attempts = event.kind === 'http' ? 1 : newAttempts(event, client, time);
    return this;
  }

  score(kind: FindingKind): number {
    return this.#actor?.score(kind, this.time) ?? 0;
  }

  since(kind: FindingKind): number | undefined {
    return this.#actor?.open(kind, this.time)?.first;
  }
}

/** What the PAM modules of sshd write, sshd writes itself, and it also says when another method succeeds. */
function isRepeatedByPam({ service, method }: LoginEvent): boolean {
  return service === 'sshd' && method === 'pam';
}

function newAttempts(event: LogEvent, client: Actor, time: number): number {
  if (event.kind === 'protocol') return client.newAttempts(event.connection, event.reason, event.count, time);
  if (event.kind !== 'login' || event.outcome === 'accepted') return event.count;
  if (!event.isAttempt && (NO_ATTEMPT.has(event.method) || isRepeatedByPam(event))) return 0;
  const sort = event.isAttempt ? 'attempt' : `${event.outcome} ${event.method.slice(0, 20)}`;
  return client.newAttempts(event.connection, sort, event.count, time);
}
