import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { SecretFile } from '../common/secret-file.ts';

/** Purpose of a sealed value; one is never accepted for another. */
export type SealPurpose = 'session' | 'sign-in' | 'pairing';

/** Derived keys, so that they are computed once for each secret. */
interface Keys {
  readonly secrets: string;
  /** By key id; the first encrypts. */
  readonly byId: ReadonlyMap<string, Uint8Array>;
}

/**
 * Encrypts values for cookies: JWE compact serialization, `dir` with A256GCM (RFC 7516), keys derived from the secrets by HKDF-SHA256.
 * The first line of the secret file encrypts, the others still decrypt, so that a secret is replaced without ending sessions. jose is loaded with the
 * first cookie.
 */
export class SealedCookies {
  readonly #secrets: () => string;
  #keys: Keys | undefined;

  /** @param file undefined for a random secret, valid until the process exits. */
  constructor(file: SecretFile | undefined) {
    const random = randomBytes(32).toString('base64url');
    this.#secrets = () => file?.current() ?? random;
  }

  /** @param expiresAt milliseconds since the epoch. */
  async seal(purpose: SealPurpose, value: Readonly<Record<string, unknown>>, expiresAt: number): Promise<string> {
    const [first] = this.#current().byId;
    if (first === undefined) throw new Error('the secret file has no line');
    const [kid, key] = first;
    const { EncryptJWT } = await import('jose');
    return await new EncryptJWT({ ...value })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
      .setAudience(purpose)
      .setExpirationTime(Math.ceil(expiresAt / 1000))
      .encrypt(key);
  }

  /** Returns the value; undefined if it is forged, expired, or sealed for another purpose or with a secret that is no longer listed. */
  async open(purpose: SealPurpose, sealed: string, now: number): Promise<JWTPayload | undefined> {
    const { errors, jwtDecrypt } = await import('jose');
    try {
      const keys = this.#current().byId;
      const { payload } = await jwtDecrypt(
        sealed,
        ({ kid }) => {
          const key = keys.get(kid ?? '');
          if (key === undefined) throw new errors.JWEDecryptionFailed();
          return key;
        },
        {
          audience: purpose,
          currentDate: new Date(now),
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        },
      );
      return payload;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }

  #current(): Keys {
    const secrets = this.#secrets();
    if (this.#keys?.secrets !== secrets) {
      const lines = secrets.split('\n').map((line) => line.trim());
      const derived = lines.filter((line) => line !== '').map((line) => deriveKey(line));
      this.#keys = { secrets, byId: new Map(derived.map((key) => [idOf(key), key])) };
    }
    return this.#keys;
  }
}

function deriveKey(secret: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', 'kiosque cookies', 32));
}

function idOf(key: Uint8Array): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}
