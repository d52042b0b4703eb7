/** A key that administrators manage, or the key of a paired device. */
export interface ManagedKey {
  /** First 12 hexadecimal digits of its hash: how people and the audit log refer to it. */
  readonly id: string;
  /** Owner in the audit log. */
  readonly name: string;
  /** Whether a person created it for a program, or a paired device uses it. */
  readonly kind: 'key' | 'device';
  /** First characters of the key itself, to recognize it by: `kq_Zk3f9Q`. */
  readonly prefix: string;
  /** SHA-256 of the key, in hexadecimal. */
  readonly sha256: string;
  readonly scopes: readonly string[];
  /** Names of the resources it is valid for, by kind: `{ queue: ['rubis'] }`. Kinds that are missing are not limited. */
  readonly only: Readonly<Record<string, readonly string[]>>;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Name of the actor that created it. */
  readonly createdBy: string;
  /** Milliseconds since the epoch. @default never */
  readonly expiresAt?: number;
}

/** A device that waits for a person to confirm its code. */
export interface Pairing {
  /** The code on its screen, without hyphen: `WDJBMJHT`. */
  readonly code: string;
  /** Kind of device as declared by a feature: `display`. */
  readonly device: string;
  /** Name of the resource that the device is for: `rubis`. */
  readonly resource: string;
  /** Hash of the key that the device already has; the key becomes valid when the code is confirmed. */
  readonly sha256: string;
  readonly prefix: string;
  /** Address and user agent of the device, for the person who confirms. */
  readonly address: string;
  readonly userAgent: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Who did what, when, with which credential. */
export interface AuditEntry {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** An event of the catalogue: `call`. */
  readonly event: string;
  /** `key:reception`, `user:` and the subject, or `holder:` and an address. */
  readonly actor: string;
  /** Id of the key that was used, `session` or `token`; absent without a credential. */
  readonly credential?: string;
  /** Kind and name of the resource: `{ kind: 'queue', name: 'rubis' }`. */
  readonly resource: { readonly kind: string; readonly name: string };
  readonly requestId: string;
  /** Details of the event, without secrets: the number of the ticket, the counter. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** An entry with its position in the log. */
export interface StoredAuditEntry extends AuditEntry {
  /** Opaque; a list can continue before it. */
  readonly id: string;
}

/** Range of audit entries, newest first. */
export interface AuditRange {
  /** Milliseconds since the epoch, inclusive. */
  readonly from: number;
  /** Milliseconds since the epoch, exclusive. */
  readonly to: number;
  /** Id of an entry; only older ones are returned. @default the newest */
  readonly before?: string | undefined;
  /** Maximum number of entries to return. */
  readonly limit: number;
}

/** What every process must know to authenticate requests. */
export interface AccessState {
  readonly keys: readonly ManagedKey[];
  /** Ids of sessions that ended by signing out. */
  readonly endedSessions: ReadonlySet<string>;
}

/**
 * Storage of managed keys, pairings, ended sessions and the audit log, shared by all processes.
 *
 * @throws AccessStoreUnavailableError from every method if the storage does not respond.
 */
export interface AccessStore {
  state(): Promise<AccessState>;
  /** Creates or replaces the key with this id. */
  saveKey(key: ManagedKey): Promise<void>;
  /** Replaces the key with this id, unless it was deleted; returns whether it existed. */
  replaceKey(key: ManagedKey): Promise<boolean>;
  /** Returns whether the key existed. */
  deleteKey(id: string): Promise<boolean>;
  /** When each key was last used, in milliseconds since the epoch, by id. */
  lastUses(): Promise<ReadonlyMap<string, number>>;
  markUsed(id: string, at: number): Promise<void>;
  /** Remembers until `until`, in milliseconds since the epoch, that a session ended. */
  endSession(id: string, until: number): Promise<void>;
  /** Returns false if the code is in use or too many pairings are pending. */
  addPairing(pairing: Pairing): Promise<boolean>;
  /** Returns the pending pairing with this code and removes it, so that only one confirmation succeeds. */
  takePairing(code: string): Promise<Pairing | undefined>;
  findPairing(code: string): Promise<Pairing | undefined>;
  /** Appends all entries or none, and deletes those older than `keepAfter`, in milliseconds since the epoch, and those beyond the limit. */
  appendAudit(entries: readonly AuditEntry[], keepAfter: number): Promise<void>;
  audit(range: AuditRange): Promise<readonly StoredAuditEntry[]>;
  close(): Promise<void>;
}

/** Methods that are measured in `kiosque_dependency_duration_seconds`. */
export const ACCESS_STORE_OPERATIONS = [
  'state',
  'saveKey',
  'replaceKey',
  'deleteKey',
  'lastUses',
  'markUsed',
  'endSession',
  'addPairing',
  'takePairing',
  'findPairing',
  'appendAudit',
  'audit',
] as const satisfies readonly (keyof AccessStore)[];

/** Maximum number of managed keys, expired ones included. */
export const MAX_KEYS = 1000;

/** Maximum number of devices that wait for a confirmation. */
export const MAX_PAIRINGS = 100;

/** Maximum number of these from one address, so that nobody can keep others from pairing. */
export const MAX_PAIRINGS_PER_ADDRESS = 20;

/** Maximum number of audit entries, about 300 bytes each, so that they cannot fill the storage of the tickets. */
export const MAX_AUDIT_ENTRIES = 500_000;
