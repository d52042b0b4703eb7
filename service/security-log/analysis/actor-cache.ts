import { Actor } from './actor.ts';
import type { Actors, ActorType } from './analysis.ts';

const DEFAULT_ACTORS = 200_000;

/** Actors in memory, for analysis without a store. Those that were idle longest are forgotten. */
export class ActorCache implements Actors {
  readonly #types: Readonly<Record<ActorType, Generations>>;

  /** `max` is the most actors of each type. */
  constructor(max: number = DEFAULT_ACTORS) {
    const generations = (): Generations => new Generations(Math.max(1, Math.floor(max / 2)));
    this.#types = { address: generations(), user: generations(), file: generations(), origin: generations() };
  }

  get(type: ActorType, name: string): Actor {
    return this.#types[type].get(type, name);
  }
}

/**
 * Two maps: a full young one becomes the old one, and the old one is forgotten with every actor that was not used since. Approximates
 * least recently used at the cost of one look-up.
 */
class Generations {
  readonly #size: number;
  #young = new Map<string, Actor>();
  #old = new Map<string, Actor>();

  constructor(size: number) {
    this.#size = size;
  }

  get(type: ActorType, name: string): Actor {
    const young = this.#young.get(name);
    if (young !== undefined) return young;
    const actor = this.#old.get(name) ?? new Actor(type, name);
    if (this.#young.size >= this.#size) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(actor.name, actor);
    return actor;
  }
}
