/** What credentials may allow: the kind of resource on which, such as `queue`, by scope, such as `desk`. Features bring theirs. */
export type Scopes = Readonly<Record<string, string>>;

/** What something is done on: the queue `rubis`. */
export interface Resource {
  /** As messages and the audit log call it: `queue`. */
  readonly kind: string;
  readonly name: string;
}

/** Who showed a credential, and what it allows. */
export interface Actor {
  /** As the audit log names it: `key:reception`, or `user:` and the subject of a token. */
  readonly name: string;
  /** Whether it has the scope for the resource of that name. */
  allows(scope: string, resource: string): boolean;
}

/** Knows credentials of one kind. */
export interface Access {
  /** For the health page: `3 keys`. */
  readonly description: string;
  /** Why credentials may be out of date; undefined when they are not. */
  readonly problem: string | undefined;
  /** Whose credential it is; undefined when nobody's. */
  identify(credential: string): Promise<Actor | undefined>;
}

/** Credentials of several kinds: the first that knows one answers for it. */
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
