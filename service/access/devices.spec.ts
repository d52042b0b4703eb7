import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PairingNotFoundError, TooManyKeysError, TooManyPairingsError } from './access.errors.ts';
import type { Actor } from './access.ts';
import { hashOf } from './api-keys.ts';
import { Devices, shownCode } from './devices.ts';
import type { DeviceKind } from './devices.ts';
import { KeyRegistry } from './key-registry.ts';
import { MAX_KEYS, MAX_PAIRINGS } from './stores/access-store.ts';
import { SqliteAccessStore } from './stores/sqlite.access-store.ts';

const SCOPES = { read: { resource: 'queue' }, take: { resource: 'queue' }, supervisor: { resource: 'queue' } };
const FROM = { address: '10.0.0.1', userAgent: 'Mozilla/5.0' };

function kindsOf(queue: string): DeviceKind[] {
  const common = { resource: { kind: 'queue', name: queue }, approver: 'supervisor' };
  return [
    { ...common, name: 'display', title: { en: 'D', fr: 'D' }, scope: 'read', path: `/${queue}/display` },
    { ...common, name: 'kiosk', title: { en: 'K', fr: 'K' }, scope: 'take', path: `/${queue}/kiosk` },
  ];
}

function supervisorOf(...queues: readonly string[]): Actor {
  return {
    name: 'user:ada',
    credential: 'session',
    allows: (scope, resource) => scope === 'supervisor' && queues.includes(resource),
  };
}

describe(Devices.name, () => {
  let now = Date.now();
  let store: SqliteAccessStore;
  let keys: KeyRegistry;
  let rubis: Devices;
  let saphir: Devices;
  const [display, kiosk] = kindsOf('rubis') as [DeviceKind, DeviceKind];
  const ada = supervisorOf('rubis');
  beforeEach(() => {
    // Two processes that share the storage.
    store = new SqliteAccessStore(':memory:', () => now);
    keys = new KeyRegistry(store, SCOPES, () => now);
    rubis = new Devices(kindsOf('rubis'), store, keys, () => now);
    saphir = new Devices(kindsOf('saphir'), store, keys, () => now);
  });
  afterEach(() => store.close());

  it('should know its kinds by name', () => {
    expect([rubis.kind('kiosk'), rubis.kind('printer'), rubis.kind(undefined)]).toEqual([kiosk, undefined, undefined]);
  });

  it('should show codes of eight letters that form no words, typed in any way', async () => {
    const codes = new Set<string>();
    for (let count = 0; count < 50; count++) {
      const from = { ...FROM, address: `10.0.1.${String(count)}` };
      codes.add((await rubis.request(display, from)).pairing.code);
    }
    expect(codes.size).toBe(50);
    for (const code of codes) expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/);
    // Every letter occurs: 400 letters miss one of 20 about once in 40 million runs.
    expect(new Set([...codes].join('')).size).toBe(20);
    const [code = ''] = codes;
    expect(shownCode(code)).toBe(`${code.slice(0, 4)}-${code.slice(4)}`);
    for (const typed of [code, shownCode(code), code.toLowerCase(), ` ${code.slice(0, 2)} ${code.slice(2)} `])
      expect((await rubis.find(typed)).code).toBe(code);
  });

  it('should make the key valid that the device has, for one scope of one queue', async () => {
    const long = { ...FROM, userAgent: 'x'.repeat(500) };
    const { key, pairing } = await rubis.request(kiosk, long);
    expect(pairing).toMatchObject({ device: 'kiosk', resource: 'rubis', address: '10.0.0.1' });
    expect(pairing.userAgent).toHaveLength(120);
    expect(JSON.stringify(await store.findPairing(pairing.code))).not.toContain(key);
    expect((await store.state()).keys).toEqual([]);
    const confirmed = await rubis.confirm(pairing.code, 'entrance', ada);
    expect(confirmed).toMatchObject({
      name: 'entrance',
      kind: 'device',
      sha256: hashOf(key).toString('hex'),
      prefix: key.slice(0, 9),
      scopes: ['take'],
      only: { queue: ['rubis'] },
      createdBy: 'user:ada',
    });
    expect((await store.state()).keys).toEqual([confirmed]);
  });

  it('should accept a code for ten minutes', async () => {
    const { pairing } = await rubis.request(display, FROM);
    now += 10 * 60_000 - 1;
    expect(await rubis.find(pairing.code)).toEqual(pairing);
    now += 1;
    await expect(rubis.find(pairing.code)).rejects.toThrow(PairingNotFoundError);
    await expect(rubis.confirm(pairing.code, 'x', ada)).rejects.toThrow(PairingNotFoundError);
  });

  it('should let one confirmation win', async () => {
    const { pairing } = await rubis.request(display, FROM);
    const outcomes = await Promise.allSettled(['a', 'b', 'c'].map((name) => rubis.confirm(pairing.code, name, ada)));
    const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(failed.map(({ reason }) => (reason as Error).name)).toEqual(Array(2).fill('PairingNotFoundError'));
    expect((await store.state()).keys).toHaveLength(1);
  });

  it('should not know the codes of another queue, nor use them up', async () => {
    const { pairing } = await rubis.request(display, FROM);
    await expect(saphir.find(pairing.code)).rejects.toThrow(PairingNotFoundError);
    await expect(saphir.confirm(pairing.code, 'x', supervisorOf('saphir'))).rejects.toThrow(PairingNotFoundError);
    expect((await rubis.confirm(pairing.code, 'hall', ada)).name).toBe('hall');
    expect((await store.state()).keys).toHaveLength(1);
  });

  it('should let those confirm, list and revoke who approve the kind for the queue', async () => {
    const { pairing } = await rubis.request(display, FROM);
    const eve = supervisorOf('saphir');
    expect([ada, eve].map((actor) => rubis.mayConfirm(actor, pairing))).toEqual([true, false]);
    expect(rubis.mayConfirm(ada, { ...pairing, device: 'printer' })).toBe(false);
    const device = await rubis.confirm(pairing.code, 'hall', ada);
    const { entry: key } = await keys.create({ name: 'k', scopes: ['read'], only: { queue: ['rubis'] } }, 'x');
    expect((await rubis.list(ada)).map(({ id }) => id)).toEqual([device.id]);
    expect(await rubis.list(eve)).toEqual([]);
    expect(await saphir.list(ada)).toEqual([]);
    expect([ada, eve].map((actor) => rubis.mayRevoke(actor, device))).toEqual([true, false]);
    expect(rubis.mayRevoke(ada, { ...key, only: {} })).toBe(false);
    expect(rubis.mayRevoke(ada, { ...key, scopes: ['supervisor'] })).toBe(false);
  });

  it('should try three codes', async () => {
    const add = jest.spyOn(store, 'addPairing').mockResolvedValue(false);
    await expect(rubis.request(display, FROM)).rejects.toThrow(TooManyPairingsError);
    expect(new Set(add.mock.calls.map(([{ code }]) => code)).size).toBe(3);
    expect(add).toHaveBeenCalledTimes(3);
  });

  it('should limit waiting devices and keys', async () => {
    for (let count = 0; count < MAX_PAIRINGS; count++)
      await rubis.request(display, { ...FROM, address: `10.0.1.${String(count)}` });
    await expect(rubis.request(display, FROM)).rejects.toThrow(TooManyPairingsError);
    now += 10 * 60_000;
    const { pairing } = await rubis.request(display, FROM);
    const { entry } = await keys.create({ name: 'k', scopes: ['read'] }, 'x');
    for (let count = 1; count < MAX_KEYS; count++) await store.saveKey({ ...entry, id: String(count) });
    await expect(rubis.confirm(pairing.code, 'hall', ada)).rejects.toThrow(TooManyKeysError);
  });
});
