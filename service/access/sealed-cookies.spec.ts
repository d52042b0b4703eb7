import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { EncryptJWT, UnsecuredJWT } from 'jose';
import { pino } from 'pino';
import { SecretFile } from '../common/secret-file.ts';
import { SealedCookies } from './sealed-cookies.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const [OLD, NEW] = ['o'.repeat(32), 'n'.repeat(32)];

describe(SealedCookies.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-secrets-'));
  const path = join(directory, 'secrets');
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  function withSecrets(...lines: readonly string[]): SealedCookies {
    writeFileSync(path, lines.join('\n'));
    const options = { path, variable: 'SESSION_SECRETS_FILE', content: 'secrets' };
    return new SealedCookies(new SecretFile(options, pino({ level: 'silent' })));
  }

  it('should open what it sealed, which shows nothing of the value', async () => {
    const cookies = new SealedCookies(undefined);
    const sealed = await cookies.seal('session', { name: 'reception' }, NOW + MINUTE);
    expect(await cookies.open('session', sealed, NOW)).toMatchObject({ name: 'reception' });
    const decoded = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(decoded[0] ?? '')).toEqual({
      alg: 'dir',
      enc: 'A256GCM',
      kid: expect.stringMatching(/^[\da-f]{8}$/),
    });
    expect(decoded.join()).not.toContain('reception');
    expect(await cookies.seal('session', { name: 'reception' }, NOW + MINUTE)).not.toBe(sealed);
  });

  it('should open it until it expires, and only for its purpose', async () => {
    const cookies = new SealedCookies(undefined);
    const sealed = await cookies.seal('sign-in', {}, NOW + MINUTE);
    expect(await cookies.open('sign-in', sealed, NOW + MINUTE - 1000)).toBeDefined();
    expect(await cookies.open('sign-in', sealed, NOW + MINUTE)).toBeUndefined();
    expect(await cookies.open('session', sealed, NOW)).toBeUndefined();
    expect(await cookies.open('pairing', sealed, NOW)).toBeUndefined();
  });

  it('should not open anything forged', async () => {
    const cookies = withSecrets(OLD);
    const sealed = await cookies.seal('session', {}, NOW + MINUTE);
    const parts = sealed.split('.');
    const altered = parts.map((part, index) =>
      parts.map((same, at) => (at === index ? `${part === '' ? 'A' : ''}${flipped(part)}` : same)).join('.'),
    );
    const claims = { aud: 'session', exp: NOW / 1000 + 60 };
    const { kid } = JSON.parse(Buffer.from(parts[0] ?? '', 'base64url').toString()) as { kid: string };
    const ownKey = await new EncryptJWT(claims)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid })
      .encrypt(new Uint8Array(32));
    const forged = [
      ...altered,
      ownKey,
      new UnsecuredJWT(claims).encode(),
      parts.slice(0, 4).join('.'),
      '',
      'x',
      '....',
    ];
    for (const each of forged) expect([each, await cookies.open('session', each, NOW)]).toEqual([each, undefined]);
    expect(await cookies.open('session', sealed, NOW)).toBeDefined();
  });

  it('should encrypt with the first secret and open with any, while secrets are replaced', async () => {
    const cookies = withSecrets(OLD);
    const before = await cookies.seal('session', {}, NOW + MINUTE);
    writeFileSync(path, `${NEW}\n${OLD}\n`);
    const during = await cookies.seal('session', {}, NOW + MINUTE);
    const opened = async (): Promise<boolean[]> => [
      (await cookies.open('session', before, NOW)) !== undefined,
      (await cookies.open('session', during, NOW)) !== undefined,
    ];
    expect(await opened()).toEqual([true, true]);
    writeFileSync(path, `${NEW}\n`);
    expect(await opened()).toEqual([false, true]);
    writeFileSync(path, OLD);
    expect(await opened()).toEqual([true, false]);
  });

  it('should ignore empty lines and spaces around a secret', async () => {
    const sealed = await withSecrets('', ` ${OLD}\r`, '').seal('session', {}, NOW + MINUTE);
    expect(await withSecrets(OLD).open('session', sealed, NOW)).toBeDefined();
  });

  it('should fail without a secret, and if the file cannot be read', async () => {
    const empty = new SealedCookies({ current: () => ' \n' } as SecretFile);
    await expect(empty.seal('session', {}, NOW + MINUTE)).rejects.toThrow('the secret file has no line');
    const unreadable = new SealedCookies({
      current: () => {
        throw new Error('not readable');
      },
    } as unknown as SecretFile);
    const sealed = await new SealedCookies(undefined).seal('session', {}, NOW + MINUTE);
    await expect(unreadable.open('session', sealed, NOW)).rejects.toThrow('not readable');
  });

  it('should share cookies between processes that have the same secret, and otherwise not', async () => {
    const sealed = await withSecrets(OLD).seal('session', {}, NOW + MINUTE);
    expect(await withSecrets(OLD).open('session', sealed, NOW)).toBeDefined();
    expect(await new SealedCookies(undefined).open('session', sealed, NOW)).toBeUndefined();
    const random = await new SealedCookies(undefined).seal('session', {}, NOW + MINUTE);
    expect(await new SealedCookies(undefined).open('session', random, NOW)).toBeUndefined();
  });
});

/** The text with another first character. */
function flipped(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}
