/** What a run counts. Every problem must be 0. */
export interface Figures {
  readonly requests: number;
  readonly tickets: number;
  /** Requests without a complete response. */
  readonly lost: number;
  /** Requests whose response has another status than the API promises. */
  readonly refused: number;
  /** Retries with the same Idempotency-Key that did something again. */
  readonly repeated: number;
  /** Documents with other items than the published ones. */
  readonly wrong: number;
  /** Tickets that are missing, or in another state than the last acknowledged one. */
  readonly ticketsLost: number;
  /** Tickets issued twice with the same number or token, called twice, or called without having been taken. */
  readonly ticketsDoubled: number;
}

/** The counts of `Figures` that are problems. */
export type ProblemKind = Exclude<keyof Figures, 'requests' | 'tickets'>;

/** A ticket as a client last saw it. */
export interface Known {
  readonly number: string;
  readonly state: string;
}

/** Sentences of the same kind that are kept: the first ones tell the cause. */
const KEPT_SENTENCES = 5;

/** What clients were told: the tickets of a queue by token with their acknowledged states, and the problems found. */
export class Ledger {
  readonly name: string;
  readonly #tickets = new Map<string, Known>();
  readonly #numbers = new Set<string>();
  /** Tickets that were called before the response to their taker arrived. */
  readonly #early = new Map<string, string>();
  readonly #counts = { lost: 0, refused: 0, repeated: 0, wrong: 0, ticketsLost: 0, ticketsDoubled: 0 };
  readonly #sentences = new Map<ProblemKind, string[]>();
  #requests = 0;

  /** @param name of the run, with which its problems begin. */
  constructor(name: string) {
    this.name = name;
  }

  get figures(): Figures {
    return { requests: this.#requests, tickets: this.#tickets.size, ...this.#counts };
  }

  /** One sentence for each problem, up to five of each kind. */
  get problems(): readonly string[] {
    return [...this.#sentences.values()].flat().map((sentence) => `${this.name}: ${sentence}`);
  }

  /** All tickets by token. */
  get tickets(): ReadonlyMap<string, Known> {
    return this.#tickets;
  }

  sent(): void {
    this.#requests++;
  }

  report(kind: ProblemKind, sentence: string): void {
    this.#counts[kind]++;
    const sentences = this.#sentences.get(kind) ?? [];
    if (sentences.length < KEPT_SENTENCES) this.#sentences.set(kind, [...sentences, sentence]);
  }

  /** Records an issued ticket. */
  taken(token: string, number: string): void {
    const wasCalled = this.#early.delete(token);
    if (this.#numbers.has(number) || (this.#tickets.has(token) && !wasCalled))
      this.report('ticketsDoubled', `ticket ${number} was issued twice.`);
    this.#numbers.add(number);
    if (!wasCalled) this.#tickets.set(token, { number, state: 'waiting' });
  }

  /** Records a called ticket, which must be one that waits. */
  called(token: string, number: string): void {
    const known = this.#tickets.get(token);
    if (known === undefined) this.#early.set(token, number);
    else if (known.state !== 'waiting')
      this.report('ticketsDoubled', `ticket ${number} was called again while ${known.state}.`);
    this.#tickets.set(token, { number, state: 'called' });
  }

  /** Records an acknowledged transition. */
  moved(token: string, state: string): void {
    const known = this.#tickets.get(token);
    if (known !== undefined) this.#tickets.set(token, { ...known, state });
  }

  /** Reports called tickets that nobody took. Every request must have its response. */
  settle(): void {
    for (const number of this.#early.values())
      this.report('ticketsDoubled', `ticket ${number} was called, but nobody took it.`);
    this.#early.clear();
  }

  /** Compares a ticket with what the service says of it; undefined if the service does not know it. */
  verify(token: string, seen: Known | undefined): void {
    const known = this.#tickets.get(token);
    if (known === undefined) return;
    if (seen === undefined) this.report('ticketsLost', `ticket ${known.number} is missing.`);
    else if (seen.state !== known.state || seen.number !== known.number)
      this.report(
        'ticketsLost',
        `ticket ${known.number} is ${seen.state} as ${seen.number}, but was last acknowledged as ${known.state}.`,
      );
  }
}
