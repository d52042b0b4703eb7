import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { pino } from 'pino';
import { ApiKeys, keyEntry, newKey } from './api-keys.ts';

describe(ApiKeys.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-keys-'));
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  function keysOf(...entries: readonly object[]): ApiKeys {
    const file = join(directory, 'keys.yaml');
    writeFileSync(file, dump({ keys: entries }));
    const scopes = { desk: { resource: 'queue' }, read: { resource: 'list' }, write: { resource: 'list' } };
    return new ApiKeys(file, scopes, pino({ level: 'silent' }), Date.now);
  }

  it("should compare all 32 bytes of a key's hash", async () => {
    const key = newKey();
    const entry = keyEntry('reception', key, ['desk']);
    const nearly = Array.from({ length: 32 }, (_, index) => {
      const bytes = Buffer.from(entry.sha256, 'hex');
      bytes.writeUInt8(bytes.readUInt8(index) ^ 1, index);
      return { ...entry, name: `byte-${String(index)}`, sha256: bytes.toString('hex') };
    });
    expect(await keysOf(...nearly).identify(key)).toBeUndefined();
    expect(await keysOf(...nearly, entry, ...nearly).identify(key)).toMatchObject({ name: 'key:reception' });
  });

  it('should only allow a scope on resources of its kind', async () => {
    const key = newKey();
    const actor = await keysOf(keyEntry('both', key, ['desk', 'read'], { list: ['denied'] })).identify(key);
    const asked = [
      ['desk', 'rubis'],
      ['read', 'denied'],
      ['read', 'rubis'],
      ['write', 'denied'],
      ['unknown', 'rubis'],
    ] as const;
    expect(asked.map(([scope, resource]) => actor?.allows(scope, resource))).toEqual([true, true, false, false, false]);
  });

  it('should reject a list of resources of another kind', () => {
    const entry = keyEntry('x', newKey(), ['desk'], { counter: ['1'] });
    expect(() => keysOf(entry)).toThrow('scopes (desk, read, write) and queues, lists;');
  });
});
