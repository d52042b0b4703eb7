import { randomInt } from 'node:crypto';
import type { Actor, Resource } from './access.ts';
import { PairingNotFoundError, TooManyPairingsError } from './access.errors.ts';
import { hashOf, newKey } from './api-keys.ts';
import { prefixOf } from './key-registry.ts';
import type { KeyRegistry, ListedKey } from './key-registry.ts';
import type { AccessStore, ManagedKey, Pairing } from './stores/access-store.ts';
import type { Localized } from '../common/localized.ts';

/** A kind of device that a feature lets people pair. */
export interface DeviceKind {
  /** Name in addresses and the audit log: `display`. */
  readonly name: string;
  readonly title: Localized;
  /** The only scope its key gets. */
  readonly scope: string;
  /** The only resource its key is valid for. */
  readonly resource: Resource;
  /** Scope on that resource of those who may pair and revoke it. */
  readonly approver: string;
  /** Path of the page it shows. */
  readonly path: string;
}

/** A code to show, and the key that becomes valid when a person confirms it. */
export interface PairingRequest {
  readonly key: string;
  readonly pairing: Pairing;
}

/** Letters without vowels and look-alikes, so that codes are no words (RFC 8628, section 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const LENGTH = 8;

/** How long a code can be confirmed. */
export const PAIRING_MINUTES = 10;

const MAX_ATTEMPTS = 3;
const MAX_USER_AGENT = 120;

/**
 * Pairs screens and tablets by a short code, in the spirit of the device authorization grant (RFC 8628): the device shows a code, a
 * person who is signed in confirms it, and the key that the device already has becomes valid. The storage never contains the key.
 */
export class Devices {
  readonly kinds: readonly DeviceKind[];
  readonly #store: AccessStore;
  readonly #keys: KeyRegistry;
  readonly #now: () => number;

  constructor(kinds: readonly DeviceKind[], store: AccessStore, keys: KeyRegistry, now: () => number) {
    this.kinds = kinds;
    this.#store = store;
    this.#keys = keys;
    this.#now = now;
  }

  /** Returns the kind of that name; undefined if the process has none. */
  kind(name: unknown): DeviceKind | undefined {
    return this.kinds.find((kind) => kind.name === name);
  }

  /** Starts a pairing. @throws TooManyPairingsError */
  async request(
    kind: DeviceKind,
    from: { readonly address: string; readonly userAgent: string },
  ): Promise<PairingRequest> {
    const key = newKey();
    const common = {
      device: kind.name,
      resource: kind.resource.name,
      sha256: hashOf(key).toString('hex'),
      prefix: prefixOf(key),
      address: from.address,
      userAgent: from.userAgent.slice(0, MAX_USER_AGENT),
      expiresAt: this.#now() + PAIRING_MINUTES * 60_000,
    };
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const pairing = { ...common, code: newCode() };
      if (await this.#store.addPairing(pairing)) return { key, pairing };
    }
    throw new TooManyPairingsError();
  }

  /** Returns the pending pairing of a code as people type it. @throws PairingNotFoundError */
  async find(code: string): Promise<Pairing> {
    const pairing = await this.#store.findPairing(normalizedCode(code));
    if (pairing === undefined || this.#kindOf(pairing) === undefined) throw new PairingNotFoundError();
    return pairing;
  }

  /** Whether an actor may confirm this pairing. */
  mayConfirm(actor: Actor, pairing: Pairing): boolean {
    const kind = this.#kindOf(pairing);
    return kind !== undefined && actor.allows(kind.approver, kind.resource.name);
  }

  /** Makes the key of the waiting device valid. @throws PairingNotFoundError, TooManyKeysError */
  async confirm(code: string, name: string, by: Actor): Promise<ManagedKey> {
    // A code of another queue must remain valid there.
    await this.find(code);
    const pairing = await this.#store.takePairing(normalizedCode(code));
    const kind = pairing && this.#kindOf(pairing);
    if (pairing === undefined || kind === undefined) throw new PairingNotFoundError();
    const { resource, scope } = kind;
    const request = { name, scopes: [scope], only: { [resource.kind]: [resource.name] } };
    const { prefix, sha256 } = pairing;
    const entry = this.#keys.entryOf(request, { by: by.name, kind: 'device', prefix, sha256 });
    await this.#keys.save(entry);
    return entry;
  }

  /** Queues that share the storage have devices of the same kinds. */
  #kindOf({ device, resource }: Pairing): DeviceKind | undefined {
    return this.kinds.find((kind) => kind.name === device && kind.resource.name === resource);
  }

  /** Returns the paired devices that a person may revoke. */
  async list(actor: Actor): Promise<readonly ListedKey[]> {
    return (await this.#keys.list()).filter((key) => key.kind === 'device' && this.mayRevoke(actor, key));
  }

  /** Whether an actor may revoke a device: it approves a kind with the same scope and resource. */
  mayRevoke(actor: Actor, { scopes, only }: Pick<ListedKey, 'scopes' | 'only'>): boolean {
    return this.kinds.some(
      ({ scope, resource, approver }) =>
        scopes.includes(scope) &&
        only[resource.kind]?.includes(resource.name) === true &&
        actor.allows(approver, resource.name),
    );
  }
}

/** Returns a code as shown on a screen: `WDJB-MJHT`. */
export function shownCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

function normalizedCode(code: string): string {
  return code.toUpperCase().replaceAll(/[^A-Z]/g, '');
}

function newCode(): string {
  return Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}
