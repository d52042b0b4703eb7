import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { CLOCK } from '../common/tokens.ts';
import type { Clock } from '../common/tokens.ts';
import type { TicketStore } from './stores/ticket-store.ts';
import { TICKET_STORE } from './ticket-queue.tokens.ts';

/** Purpose of a signature: the form that takes a ticket, or a waiting room display. */
export type Purpose = 'take' | 'display';

const VALID_MS = 43_200_000;
/** An emptied storage has a new secret, so it is reread this often, and before a signature is rejected. */
const SECRET_MS = 60_000;
const READ_AGAIN_MS = 1000;

/**
 * Signs tokens for pages: `<nonce>.<expiry>.<HMAC-SHA256>`, valid for 12 hours in every process of the queue. The secret is in the
 * queue's storage.
 */
@Injectable()
export class Signer implements OnApplicationBootstrap {
  #secret = '';
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(TICKET_STORE) private readonly store: TicketStore,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Reads the secret, so that pages can be rendered while the storage is unavailable. */
  async onApplicationBootstrap(): Promise<void> {
    await this.#read().catch(() => undefined);
  }

  /** Returns a new signed token. @throws TicketStoreUnavailableError if the secret was never read. */
  async sign(purpose: Purpose): Promise<string> {
    await this.#ensureSecret();
    const nonce = randomBytes(16).toString('base64url');
    const expiry = (this.now() + VALID_MS).toString(36);
    return `${nonce}.${expiry}.${this.#mac(purpose, nonce, expiry).toString('base64url')}`;
  }

  /** Returns the nonce if the token is valid for the purpose. @throws TicketStoreUnavailableError like `sign`. */
  async verify(purpose: Purpose, signed: string): Promise<string | undefined> {
    await this.#ensureSecret();
    const [, nonce, expiry, mac] = /^([\w-]{22})\.([\da-z]{1,11})\.([\w-]{43})$/.exec(signed) ?? [];
    if (nonce === undefined || expiry === undefined || mac === undefined) return undefined;
    if (Number.parseInt(expiry, 36) <= this.now()) return undefined;
    const given = Buffer.from(mac, 'base64url');
    if (timingSafeEqual(given, this.#mac(purpose, nonce, expiry))) return nonce;
    if (performance.now() - this.#readAt < READ_AGAIN_MS) return undefined;
    await this.#read().catch(() => undefined);
    return timingSafeEqual(given, this.#mac(purpose, nonce, expiry)) ? nonce : undefined;
  }

  #mac(purpose: Purpose, nonce: string, expiry: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${purpose}.${nonce}.${expiry}`).digest();
  }

  /** Waits only for the first read: the storage may be unavailable. */
  async #ensureSecret(): Promise<void> {
    if (this.#secret === '') await this.#read();
    else if (performance.now() - this.#readAt > SECRET_MS) this.#read().catch(() => undefined);
  }

  async #read(): Promise<void> {
    this.#readAt = performance.now();
    this.#secret = await this.store.secret();
  }
}
