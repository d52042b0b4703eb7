import type { ActorRecord, Finding } from '../findings/finding.ts';
import { Actor } from './actor.ts';
import { Analysis, clientActor, userOf } from './analysis.ts';
import type { Actors, ActorType, AnalysedLine } from './analysis.ts';
import { reported } from './open-finding.ts';
import type { OpenFinding } from './open-finding.ts';

/** What the analysis of lines changes. */
export interface AnalysisResult {
  /** Actors that the lines are about, each with the version it was loaded with. */
  readonly actors: readonly ActorRecord[];
  /** Findings that are new or changed. */
  readonly findings: readonly Finding[];
}

/** Keys of the records that the analysis of these lines needs, for those that exist. */
export function actorKeys(lines: readonly AnalysedLine[]): readonly string[] {
  const keys = new Set<string>();
  for (const line of lines) {
    if (line.event.kind === 'other' || line.event.kind === 'scan') continue;
    keys.add(clientActor(line).join(':'));
    const user = userOf(line.event);
    if (user !== undefined) keys.add(`user:${user}`);
  }
  return [...keys];
}

/**
 * Analyses lines in their order. A pure function: the same lines and records give the same actors and findings, and it makes no
 * difference whether lines are analysed together or in parts one after the other.
 */
export function analyse(lines: readonly AnalysedLine[], records: readonly ActorRecord[]): AnalysisResult {
  const actors = new LoadedActors(records);
  const changed = new Map<string, OpenFinding>();
  const analysis = new Analysis(actors, (finding) => changed.set(finding.id, finding));
  for (const line of lines) analysis.add(line);
  return {
    actors: actors.records(),
    findings: [...changed.values()].flatMap((finding) => reported(finding) ?? []),
  };
}

class LoadedActors implements Actors {
  readonly #records: ReadonlyMap<string, ActorRecord>;
  readonly #actors = new Map<string, Actor>();

  constructor(records: readonly ActorRecord[]) {
    this.#records = new Map(records.map((record) => [record.key, record]));
  }

  get(type: ActorType, name: string): Actor {
    const key = `${type}:${name}`;
    let actor = this.#actors.get(key);
    if (actor === undefined) this.#actors.set(key, (actor = new Actor(type, name, this.#records.get(key))));
    return actor;
  }

  records(): readonly ActorRecord[] {
    return [...this.#actors.values()].map((actor) => actor.record());
  }
}
