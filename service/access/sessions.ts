import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Access, Actor, Scopes } from './access.ts';
import { roleActor } from './roles.ts';
import type { SealedCookies } from './sealed-cookies.ts';

/** Whom a session belongs to: a person known to the provider, or the owner of a key. */
export type SessionOwner =
  | { readonly subject: string; readonly displayName?: string | undefined; readonly roles: readonly string[] }
  | { readonly key: string };

/** A session, as sealed in its cookie. */
export interface Session {
  /** 128 random bits. */
  readonly id: string;
  readonly owner: SessionOwner;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Last activity, to the minute, in milliseconds since the epoch. */
  readonly seenAt: number;
}

/** What a request's cookies prove. */
export interface CookieCredential {
  readonly actor: Actor;
  /** Token that unsafe requests with these cookies must repeat. */
  readonly csrfToken: string;
  /** The person's session; undefined for a device. */
  readonly session?: Session;
}

/** Settings of sessions. */
export interface SessionOptions {
  readonly idleMs: number;
  readonly maximumMs: number;
  /** Whether pages are served over HTTPS: cookies are then `Secure` and bound to the host (`__Host-`). */
  readonly secure: boolean;
}

/** Cookies of this service. */
export type CookieName = 'session' | 'sign-in' | 'device' | 'pairing';

/** How often activity is recorded in the cookie; more often if sessions end soon. */
const RENEWAL_MS = 60_000;

/** A browser keeps the key of a device for 400 days at most (RFC 6265bis, section 5.5). */
const DEVICE_SECONDS = 34_560_000;

/**
 * Sessions of people and keys of devices in cookies. Sessions are sealed, so every replica that has the secret accepts them without a
 * shared storage; the ids of those that ended by signing out are in the access store until they would have expired.
 */
export class Sessions {
  readonly #cookies: SealedCookies;
  readonly #access: Access;
  readonly #scopes: Scopes;
  readonly #ended: () => Promise<ReadonlySet<string>>;
  readonly #options: SessionOptions;
  readonly #now: () => number;

  constructor(parts: {
    readonly cookies: SealedCookies;
    readonly access: Access;
    readonly scopes: Scopes;
    /** Returns the ids of sessions that ended by signing out. */
    readonly ended: () => Promise<ReadonlySet<string>>;
    readonly options: SessionOptions;
    readonly now: () => number;
  }) {
    this.#cookies = parts.cookies;
    this.#access = parts.access;
    this.#scopes = parts.scopes;
    this.#ended = parts.ended;
    this.#options = parts.options;
    this.#now = parts.now;
  }

  /** Returns the value of a cookie of this service. */
  read(header: string | undefined, name: CookieName): string | undefined {
    return header === undefined ? undefined : parseCookie(header)[this.#nameOf(name)];
  }

  /** Returns a Set-Cookie header. @param maxAge seconds; 0 deletes the cookie. */
  cookie(name: CookieName, value: string, maxAge: number): string {
    const { secure } = this.#options;
    return stringifySetCookie({
      name: this.#nameOf(name),
      value,
      path: '/',
      maxAge,
      httpOnly: true,
      secure,
      // Not strict: the provider's redirect and links in mails must arrive with it. Unsafe requests also need the CSRF token.
      sameSite: 'lax',
    });
  }

  /** Returns the Set-Cookie header of a device's key. */
  deviceCookie(key: string): string {
    return this.cookie('device', key, DEVICE_SECONDS);
  }

  /** Starts a session and returns its Set-Cookie header. */
  async start(owner: SessionOwner): Promise<{ readonly cookie: string; readonly actor: Actor | undefined }> {
    const now = this.#now();
    const id = randomBytes(16).toString('base64url');
    const cookie = await this.#sealed({ id, owner, startedAt: now, seenAt: now });
    return { cookie, actor: await this.#actorOf(owner) };
  }

  /** Returns the Set-Cookie header that extends a session; undefined if its activity is recent enough. */
  async renew(session: Session): Promise<string | undefined> {
    const now = this.#now();
    const precision = Math.min(RENEWAL_MS, this.#options.idleMs / 4);
    return now - session.seenAt < precision ? undefined : await this.#sealed({ ...session, seenAt: now });
  }

  /** When a session expires regardless of activity, in milliseconds since the epoch. */
  endOf({ startedAt }: Session): number {
    return startedAt + this.#options.maximumMs;
  }

  /** Returns what the cookies prove: a session or, without a valid one, the key of a device. */
  async identify(header: string | undefined): Promise<CookieCredential | undefined> {
    if (header === undefined) return undefined;
    return (await this.#ofSession(header)) ?? (await this.#ofDevice(header));
  }

  async #ofSession(header: string): Promise<CookieCredential | undefined> {
    const sealed = this.read(header, 'session');
    if (sealed === undefined) return undefined;
    const payload = await this.#cookies.open('session', sealed, this.#now());
    if (payload === undefined) return undefined;
    const session = payload['session'] as Session;
    if (this.#now() - session.seenAt >= this.#options.idleMs) return undefined;
    if ((await this.#ended()).has(session.id)) return undefined;
    const actor = await this.#actorOf(session.owner);
    return actor && { actor, session, csrfToken: csrfTokenOf(session.id) };
  }

  async #ofDevice(header: string): Promise<CookieCredential | undefined> {
    const key = this.read(header, 'device');
    const actor = key === undefined ? undefined : await this.#access.identify(key);
    // Keys of people and programs do not become sessions without an end.
    return key === undefined || actor === undefined || !isDevice(actor)
      ? undefined
      : { actor, csrfToken: csrfTokenOf(key) };
  }

  /** The key of a session is looked up again, so that a revoked key ends its sessions. */
  async #actorOf(owner: SessionOwner): Promise<Actor | undefined> {
    if ('key' in owner) return await this.#access.identify(owner.key);
    return roleActor({ ...owner, credential: 'session' }, this.#scopes);
  }

  async #sealed(session: Session): Promise<string> {
    const expiresAt = Math.min(this.endOf(session), session.seenAt + this.#options.idleMs);
    const sealed = await this.#cookies.seal('session', { session }, expiresAt);
    return this.cookie('session', sealed, Math.max(1, Math.ceil((expiresAt - this.#now()) / 1000)));
  }

  #nameOf(name: CookieName): string {
    return `${this.#options.secure ? '__Host-' : ''}kiosque_${name.replace('-', '_')}`;
  }
}

/** Whether an unsafe request repeats the CSRF token of its cookies. */
export function matchesCsrfToken(expected: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** A one-way function of a secret that only the cookie contains: pages show it, other sites cannot know it. */
function csrfTokenOf(secret: string): string {
  return createHash('sha256').update(`kiosque csrf ${secret}`).digest('base64url');
}

/** Whether an actor is a paired device. */
export function isDevice({ name }: Actor): boolean {
  return name.startsWith('device:');
}
