/** A permission, such as `desk`. */
export interface ScopeDefinition {
  /** Kind of resource it applies to: `queue`. */
  readonly resource: string;
  /** Other scopes of the same resource that include it. @default none */
  readonly includedIn?: readonly string[];
}

/** Scopes by name. Features declare theirs. */
export type Scopes = Readonly<Record<string, ScopeDefinition>>;

/** A protected resource, such as the queue `rubis`. */
export interface Resource {
  /** Kind as used in messages and the audit log: `queue`. */
  readonly kind: string;
  readonly name: string;
  /** Scopes that everyone has for it. @default none */
  readonly open?: readonly string[];
}

/** An authenticated caller and its permissions. */
export interface Actor {
  /** Name in the audit log: `key:reception`, `device:entrance`, or `user:` and the subject of a token. */
  readonly name: string;
  /** Name on pages, if people call it something else. @default name */
  readonly displayName?: string | undefined;
  /** Credential in the audit log: id of a key, `token` or `session`. */
  readonly credential: string;
  /** Whether the actor has the scope, or one that includes it, for the resource of that name. */
  allows(scope: string, resource: string): boolean;
}

/** Returns whether `has` is true for a scope or for one that includes it. */
export function includes(scopes: Scopes, scope: string, has: (scope: string) => boolean): boolean {
  return has(scope) || (scopes[scope]?.includedIn ?? []).some(has);
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

  /** Returns the credentials of one kind; undefined if there are none. */
  find<Kind extends Access>(kind: new (...parts: never[]) => Kind): Kind | undefined {
    return this.#kinds.find((one): one is Kind => one instanceof kind);
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
