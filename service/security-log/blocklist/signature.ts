import { createHash, createPrivateKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** Namespace of signatures, and principal of the key in `allowed_signers`. */
export const NAMESPACE = 'kiosque-blocklist';

/** What the file of a signing key looks like. */
export const PRIVATE_KEY = /^-----BEGIN OPENSSH PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END OPENSSH PRIVATE KEY-----\s*$/;

const MAGIC = 'openssh-key-v1\0';
const ED25519 = 'ssh-ed25519';

/** Prefix of an Ed25519 seed in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key that signs. */
interface SigningKey {
  readonly key: KeyObject;
  /** The public key in the format of SSH. */
  readonly publicKey: Buffer;
}

/**
 * Returns the signature of a text as `ssh-keygen -Y sign` makes it (PROTOCOL.sshsig of OpenSSH), armored.
 * @param privateKey an Ed25519 key without passphrase, in the format of OpenSSH.
 * @throws Error that says what is wrong with the key.
 */
export function signatureOf(text: string | Buffer, privateKey: string): string {
  const { key, publicKey } = signingKey(privateKey);
  const hash = createHash('sha512').update(text).digest();
  const fields = [string(NAMESPACE), string(''), string('sha512')];
  const signed = sign(undefined, Buffer.concat([Buffer.from('SSHSIG'), ...fields, string(hash)]), key);
  const signature = Buffer.concat([string(ED25519), string(signed)]);
  const version = Buffer.from([0, 0, 0, 1]);
  const blob = Buffer.concat([Buffer.from('SSHSIG'), version, string(publicKey), ...fields, string(signature)]);
  const lines = blob.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN SSH SIGNATURE-----', ...lines, '-----END SSH SIGNATURE-----', ''].join('\n');
}

/** Reads a private key in the format of OpenSSH (PROTOCOL.key). @throws Error that says what is wrong with it. */
export function signingKey(text: string): SigningKey {
  const blob = Buffer.from(text.replace(/-----[A-Z ]+-----/g, ''), 'base64');
  if (!blob.subarray(0, MAGIC.length).equals(Buffer.from(MAGIC))) throw new Error('it is not a private key of OpenSSH');
  const outer = new Reader(blob.subarray(MAGIC.length));
  if (outer.string().toString() !== 'none') throw new Error('it has a passphrase: remove it with ssh-keygen -p');
  outer.string();
  outer.string();
  if (outer.number() !== 1) throw new Error('it must contain one key');
  const publicKey = outer.string();
  const inner = new Reader(outer.string());
  inner.number();
  inner.number();
  if (inner.string().toString() !== ED25519) throw new Error('it must be an Ed25519 key (ssh-keygen -t ed25519)');
  inner.string();
  const seed = inner.string().subarray(0, 32);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  return { key, publicKey };
}

/** A string of SSH (RFC 4251 section 5): its length, then its bytes. */
function string(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Reads numbers and strings of SSH one after the other. */
class Reader {
  #rest: Buffer;

  constructor(bytes: Buffer) {
    this.#rest = bytes;
  }

  number(): number {
    if (this.#rest.length < 4) throw new Error('it is incomplete');
    const value = this.#rest.readUInt32BE();
    this.#rest = this.#rest.subarray(4);
    return value;
  }

  string(): Buffer {
    const length = this.number();
    if (this.#rest.length < length) throw new Error('it is incomplete');
    const value = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return value;
  }
}
