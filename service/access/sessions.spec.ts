import { describe, expect, it } from '@jest/globals';
import { parseSetCookie } from 'cookie';
import { TrialKey } from './trial-key.ts';
import { SealedCookies } from './sealed-cookies.ts';
import { Sessions, matchesCsrfToken } from './sessions.ts';
import type { CookieCredential, SessionOwner } from './sessions.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const SCOPES = { desk: { resource: 'queue' }, admin: { resource: 'installation' } };
const PERSON = { subject: 'u-1', displayName: 'Ada', roles: ['desk:rubis'] };

class Browser {
  now = Date.parse('2026-11-21T08:00:00Z');
  readonly trial = new TrialKey();
  /** Name of the key's owner. */
  ownerName = 'key:trial';
  readonly ended = new Set<string>();
  readonly sessions: Sessions;
  /** The Cookie header it sends. */
  header = '';
  #keys: readonly string[];

  constructor(secure = false, idleMs = 30 * MINUTE) {
    this.#keys = [this.trial.key];
    const known = { description: '', problem: undefined, identify: (key: string) => this.#identify(key) };
    this.sessions = new Sessions({
      cookies: new SealedCookies(undefined),
      access: known,
      scopes: SCOPES,
      ended: () => Promise.resolve(this.ended),
      options: { idleMs, maximumMs: 10 * HOUR, secure },
      now: () => this.now,
    });
  }

  revokeKeys(): void {
    this.#keys = [];
  }

  async signIn(owner: SessionOwner = PERSON): Promise<ReturnType<typeof parseSetCookie>> {
    return this.keep((await this.sessions.start(owner)).cookie);
  }

  /** Keeps a cookie as a browser does. */
  keep(cookie: string): ReturnType<typeof parseSetCookie> {
    this.header = cookie.split(';', 1)[0] ?? '';
    return parseSetCookie(cookie);
  }

  /** Sends a request after some time, and keeps a renewed cookie. Returns who it is. */
  async request(afterMs: number): Promise<CookieCredential | undefined> {
    this.now += afterMs;
    const credential = await this.sessions.identify(this.header);
    const renewed = credential?.session && (await this.sessions.renew(credential.session));
    if (renewed !== undefined) this.keep(renewed);
    return credential;
  }

  async #identify(key: string): ReturnType<TrialKey['identify']> {
    const actor = this.#keys.includes(key) ? await this.trial.identify(key) : undefined;
    return actor && { ...actor, name: this.ownerName };
  }
}

describe(Sessions.name, () => {
  it('should know the person and the roles of a session', async () => {
    const browser = new Browser();
    await browser.signIn();
    const credential = await browser.request(0);
    expect(credential?.actor).toMatchObject({ name: 'user:u-1', displayName: 'Ada', credential: 'session' });
    expect(credential?.actor.allows('desk', 'rubis')).toBe(true);
    expect(credential?.actor.allows('desk', 'saphir')).toBe(false);
    expect(credential?.actor.allows('admin', 'kiosque')).toBe(false);
    expect(browser.sessions.read(undefined, 'session')).toBeUndefined();
    for (const header of [undefined, '', 'kiosque_session=x', 'other=1', `x${browser.header}`])
      expect(await browser.sessions.identify(header)).toBeUndefined();
  });

  it.each([
    [30 * MINUTE - 1, true],
    [30 * MINUTE, false],
  ])('should be valid after %d ms without a request: %s', async (idle, isValid) => {
    const browser = new Browser();
    // The cookie contains the time to the second.
    browser.now += 500;
    await browser.signIn();
    expect((await browser.request(idle)) !== undefined).toBe(isValid);
  });

  it('should last as long as there are requests, but not longer than the maximum', async () => {
    const browser = new Browser();
    const { maxAge } = await browser.signIn();
    expect(maxAge).toBe(1800);
    for (let request = 0; request < 29; request++) expect(await browser.request(20 * MINUTE)).toBeDefined();
    // The cookie does not outlive the maximum either.
    const late = await browser.request(10 * MINUTE);
    const renewed = parseSetCookie(
      (late?.session && (await browser.sessions.renew({ ...late.session, seenAt: 0 }))) ?? '',
    );
    expect(renewed.maxAge).toBe(600);
    expect(await browser.request(9 * MINUTE)).toBeDefined();
    expect(await browser.request(MINUTE)).toBeUndefined();
  });

  it('should be renewed at most once a minute', async () => {
    const browser = new Browser();
    await browser.signIn();
    const first = browser.header;
    await browser.request(59_999);
    expect(browser.header).toBe(first);
    await browser.request(1);
    expect(browser.header).not.toBe(first);
  });

  it('should be renewed more often if it ends soon', async () => {
    const browser = new Browser(false, 2 * MINUTE);
    await browser.signIn();
    const first = browser.header;
    await browser.request(29_999);
    expect(browser.header).toBe(first);
    await browser.request(1);
    expect(browser.header).not.toBe(first);
  });

  it('should end everywhere by signing out', async () => {
    const browser = new Browser();
    await browser.signIn();
    const session = (await browser.request(5 * MINUTE))?.session;
    expect(session).toBeDefined();
    if (session === undefined) return;
    // The store has to remember it for as long as any copy of the cookie is valid.
    expect(browser.sessions.endOf(session)).toBe(browser.now - 5 * MINUTE + 10 * HOUR);
    browser.ended.add(session.id);
    expect(await browser.request(0)).toBeUndefined();
  });

  it('should end with the key that started it', async () => {
    const browser = new Browser();
    await browser.signIn({ key: browser.trial.key });
    expect((await browser.request(0))?.actor.name).toBe('key:trial');
    browser.revokeKeys();
    expect(await browser.request(0)).toBeUndefined();
  });

  it('should accept the key of a device in a cookie until it is revoked', async () => {
    const browser = new Browser();
    browser.ownerName = 'device:hall';
    const { maxAge } = browser.keep(browser.sessions.deviceCookie(browser.trial.key));
    expect(maxAge).toBe(400 * 86_400);
    const device = await browser.request(0);
    expect([device?.actor.name, device?.session]).toEqual(['device:hall', undefined]);
    // A key that no device was paired with is not accepted there.
    browser.ownerName = 'key:reception';
    expect(await browser.request(0)).toBeUndefined();
    browser.ownerName = 'device:hall';
    // A person who signs in on a device acts as themselves.
    const both = `${browser.header}; ${(await browser.sessions.start(PERSON)).cookie.split(';', 1)[0] ?? ''}`;
    expect((await browser.sessions.identify(both))?.actor.name).toBe('user:u-1');
    browser.revokeKeys();
    expect(await browser.request(0)).toBeUndefined();
  });

  it.each([
    [true, '__Host-kiosque_session'],
    [false, 'kiosque_session'],
  ])('should protect its cookies, over HTTPS %s', async (secure, name) => {
    const cookie = await new Browser(secure).signIn();
    expect(cookie).toMatchObject({ name, path: '/', httpOnly: true, sameSite: 'lax' });
    expect([cookie.secure === true, cookie.domain]).toEqual([secure, undefined]);
  });

  it('should have a CSRF token of its own for each session and device', async () => {
    const browser = new Browser();
    const tokens: (string | undefined)[] = [];
    for (let turn = 0; turn < 2; turn++) {
      await browser.signIn();
      tokens.push((await browser.request(0))?.csrfToken);
      // It stays the same while the session is renewed, so that open pages keep working.
      expect((await browser.request(5 * MINUTE))?.csrfToken).toBe(tokens.at(-1));
    }
    browser.ownerName = 'device:hall';
    browser.keep(browser.sessions.deviceCookie(browser.trial.key));
    tokens.push((await browser.request(0))?.csrfToken);
    expect(new Set(tokens).size).toBe(3);
    expect(tokens).not.toContain(undefined);
  });
});

describe(matchesCsrfToken.name, () => {
  it.each<[unknown, boolean]>([
    ['token', true],
    ['tokem', false],
    ['toke', false],
    ['tokén', false],
    ['', false],
    [undefined, false],
    [['token'], false],
    [{ length: 5 }, false],
  ])('should compare %j: %s', (given, expected) => {
    expect(matchesCsrfToken('token', given)).toBe(expected);
  });
});
