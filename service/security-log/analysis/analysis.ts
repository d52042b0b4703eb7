import { DETECTORS } from '../detectors/detectors.ts';
import type { Detector, Hit } from '../detectors/detector.ts';
import { HALF_LIFE } from '../detectors/thresholds.ts';
import type { LogEvent } from '../events/log-event.ts';
import { sourceOf } from '../events/network.ts';
import type { FindingKind } from '../findings/finding.ts';
import { Classifier } from '../signatures/classifier.ts';
import type { Actor } from './actor.ts';
import { EventCircumstances } from './event-circumstances.ts';
import { keepEvidence } from './evidence.ts';
import { identity } from './hashes.ts';
import { isReported, join, openFinding } from './open-finding.ts';
import type { HitContext, OpenFinding } from './open-finding.ts';

/** A line that was read, and where it comes from. */
export interface AnalysedLine {
  readonly event: LogEvent;
  readonly origin: string;
  readonly line: string;
  /** Milliseconds since the epoch; stands in for the time of an event without one. */
  readonly collected: number;
}

/** What an actor is. */
export type ActorType = 'address' | 'user' | 'file' | 'origin';

/** Actors by type and name; those that are not known yet are made. */
export interface Actors {
  get(type: ActorType, name: string): Actor;
}

/** Clocks differ; a time further ahead than this is wrong, and the time of collection is used. In milliseconds. */
const MAX_AHEAD = 24 * HALF_LIFE;
const MAX_NAME = 200;

const BY_EVENT = new Map<LogEvent['kind'], readonly Detector[]>(
  [...new Set(DETECTORS.flatMap(({ events }) => events))].map((kind) => [
    kind,
    DETECTORS.filter(({ events }) => events.includes(kind)),
  ]),
);

/** Kinds whose small beginnings an accepted sign-in explains: somebody mistyped. */
const MISTYPED: readonly FindingKind[] = ['brute-force', 'credential-stuffing', 'invalid-users'];

/** Name of the actor that an event is held against, and its type. */
export function clientActor({ event, origin }: AnalysedLine): readonly [ActorType, string] {
  if (event.kind === 'virus') return ['file', identity(origin, event.path)];
  if (event.client === undefined) return ['origin', origin.slice(0, MAX_NAME)];
  return ['address', event.client.includes(':') ? sourceOf(event.client) : event.client.slice(0, MAX_NAME)];
}

/** Account that an event is about; undefined if it names none. */
export function userOf(event: LogEvent): string | undefined {
  return event.kind === 'login' && event.user !== '' ? event.user.slice(0, MAX_NAME) : undefined;
}

/** Applies the detectors to lines in their order. */
export class Analysis {
  readonly #actors: Actors;
  readonly #changed: (finding: OpenFinding) => void;
  readonly #classifier = new Classifier();
  readonly #circumstances = new EventCircumstances();

  /** `changed` receives findings each time they change. */
  constructor(actors: Actors, changed: (finding: OpenFinding) => void) {
    this.#actors = actors;
    this.#changed = changed;
  }

  /** Returns the hits of one line, after they were added to the findings. */
  add(line: AnalysedLine): readonly Hit[] {
    const { event, collected } = line;
    const detectors = BY_EVENT.get(event.kind);
    if (detectors === undefined) return [];
    const time = event.time === undefined || event.time > collected + MAX_AHEAD ? collected : event.time;
    const [type, name] = clientActor(line);
    const client = this.#actors.get(type, name);
    const userName = userOf(event);
    const user = userName === undefined ? undefined : this.#actors.get('user', userName);
    client.see(time);
    user?.see(time);
    if (event.kind === 'http') client.countRequest(time);
    const circumstances = this.#circumstances.of(event, time, this.#classifier.classify(event), client, user);
    let hits: readonly Hit[] = [];
    for (const detector of detectors) {
      const found = detector.detect(event, circumstances);
      if (found !== undefined) hits = hits.length === 0 ? found : [...hits, ...found];
    }
    if (hits.length > 0) this.#join(line, hits, client, user, time);
    if (event.kind === 'login' && event.outcome === 'accepted' && hits.length === 0) forgive(client, time, event.user);
    return hits;
  }

  #join(line: AnalysedLine, hits: readonly Hit[], client: Actor, user: Actor | undefined, time: number): void {
    const { event, origin } = line;
    const context: HitContext = {
      time,
      target: event.target,
      user: 'user' in event ? event.user : event.kind === 'kiosque' ? event.credential : undefined,
      url: 'url' in event ? event.url : '',
      virus: event.kind === 'virus' ? { path: event.path, signature: event.signature } : undefined,
    };
    const joined = new Set<OpenFinding>();
    for (const hit of hits) {
      const actor = hit.source === 'user' && user !== undefined ? user : client;
      let finding = actor.open(hit.kind, time);
      if (finding === undefined) {
        finding = openFinding(hit.kind, sourceName(line, actor), context);
        actor.setOpen(finding);
      }
      // Several signs in one line are one hit.
      join(finding, joined.has(finding) ? { ...hit, count: 0 } : hit, context);
      if (!joined.has(finding)) keepEvidence(finding.evidence, time, origin, line.line, hit.weight);
      joined.add(finding);
      this.#changed(finding);
    }
  }
}

function sourceName({ event, origin }: AnalysedLine, actor: Actor): string {
  if (actor.type === 'user') return `user:${actor.name}`;
  return event.kind === 'virus' ? origin.slice(0, MAX_NAME) : actor.name;
}

/** A person who mistyped and then signed in has done nothing. */
function forgive(client: Actor, time: number, name: string): void {
  const findings = MISTYPED.flatMap((kind) => client.open(kind, time) ?? []);
  const isMistyped = findings.every(
    (finding) => !isReported(finding) && Object.keys(finding.users).every((known) => known === `=${name}`),
  );
  if (findings.length === 0 || !isMistyped) return;
  for (const { kind } of findings) client.drop(kind);
  client.windows.clear('failures');
}
