/** The kind of resource, such as `queue`, of each scope, such as `desk`. Features declare theirs. */
export type Scopes = Readonly<Record<string, string>>;

/** A protected resource, such as the queue `rubis`. */
export interface Resource {
  /** Kind as used in messages and the audit log: `queue`. */
  readonly kind: string;
  readonly name: string;
}

/** An authenticated caller and its permissions. */
export interface Actor {
  /** Name in the audit log: `key:reception`, or `user:` and the subject of a token. */
  readonly name: string;
  /** Whether the actor has the scope for the resource of that name. */
  allows(scope: string, resource: string): boolean;
}

/** Authenticates credentials of one kind. */
export interface Access {
  /** Description for health messages: `3 keys`. */
  readonly description: string;
  /** Why the credentials may be out of date; undefined if they are current. */
  readonly problem: string | undefined;
  /** Returns the owner of the credential; undefined if it is unknown. */
  identify(credential: string): Promise<Actor | undefined>;
}

/** Credentials of several kinds; the first that recognizes one decides. */
export class AnyAccess implements Access {
  readonly #kinds: readonly Access[];

  constructor(kinds: readonly Access[]) {
    this.#kinds = kinds;
  }

  get description(): string {
    return this.#kinds.map(({ description }) => description).join(', ');
  }

  get problem(): string | undefined {
    return this.#kinds.map(({ problem }) => problem).find((problem) => problem !== undefined);
  }

  async identify(credential: string): Promise<Actor | undefined> {
    for (const kind of this.#kinds) {
      const actor = await kind.identify(credential);
      if (actor !== undefined) return actor;
    }
    return undefined;
  }
}
