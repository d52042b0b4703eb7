import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';
import { dump } from 'js-yaml';
import { pino } from 'pino';
import { TestApp } from '../test/create-test-app.ts';
import { freePort } from '../test/free-port.ts';
import { QUEUE_SCOPES } from '../ticket-queue/ticket-queue.access.ts';
import { ApiKeys, keyEntry, newKey } from './api-keys.ts';

const CALLS = '/api/queues/rubis/calls';
const QUEUE = { FEATURES: 'ticket-queue', QUEUE_NAME: 'rubis' };

async function call(app: TestApp, credential: string, path = CALLS): Promise<number> {
  const headers = { authorization: `Bearer ${credential}` };
  return (path === CALLS ? await app.post(path, { counter: '1' }, headers) : await app.get(path, headers)).status;
}

describe(ApiKeys.name, () => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-keys-'));
  const file = join(directory, 'keys.yaml');
  const [reception, elsewhere, boss] = [newKey(), newKey(), newKey()];
  const write = (...entries: readonly object[]): void => {
    // As a mounted Secret changes: another file takes its place.
    writeFileSync(`${file}.new`, dump({ keys: entries }));
    renameSync(`${file}.new`, file);
  };
  let app: TestApp;
  let now = Date.now();
  beforeAll(async () => {
    write(
      keyEntry('reception', reception, ['desk'], { queue: ['rubis'] }),
      keyEntry('elsewhere', elsewhere, ['desk'], { queue: ['saphir'] }),
      keyEntry('boss', boss, ['supervisor']),
    );
    app = await TestApp.start({ environment: { ...QUEUE, QUEUE_KEYS_FILE: file, HOST: '0.0.0.0' }, now: () => now });
  });
  afterAll(async () => {
    await app.close();
    rmSync(directory, { recursive: true });
  });

  it('should restrict each key to its scopes and queues, and reject all others', async () => {
    const statistics = '/api/queues/rubis/statistics';
    expect(await call(app, reception)).toBe(204);
    expect(await call(app, reception, statistics)).toBe(403);
    expect(await call(app, elsewhere)).toBe(403);
    expect(await call(app, boss)).toBe(403);
    expect(await call(app, boss, statistics)).toBe(200);
    expect(await call(app, newKey())).toBe(401);
    const answer = await app.post(CALLS, { counter: '1' }, { authorization: `Bearer ${elsewhere}` });
    expect(answer.json().detail).toBe(
      'The credential does not have the scope "desk" for the queue "rubis": ask whoever issued it.',
    );
    expect(JSON.stringify(app.log)).not.toContain('kq_');
    expect(app.log.filter(({ audit }) => audit)).toMatchObject([{ audit: { actor: 'key:reception' } }]);
  });

  it('should reload the file when it changes, and keep the last valid keys if it is invalid', async () => {
    const fresh = newKey();
    write(keyEntry('reception', fresh, ['desk']));
    now += 1001;
    expect([await call(app, fresh), await call(app, reception)]).toEqual([204, 401]);
    writeFileSync(file, 'keys: [{name: x}]');
    now += 1001;
    expect(await call(app, fresh)).toBe(204);
    expect((await app.managed('/readyz')).json()).toMatchObject({
      status: 'degraded',
      details: { 'queue.rubis.credentials': { message: expect.stringContaining('is invalid at "keys.0.sha256"') } },
    });
    rmSync(file);
    now += 1001;
    expect(await call(app, fresh)).toBe(204);
    write(keyEntry('reception', fresh, ['desk']));
    now += 1001;
    expect(await call(app, fresh)).toBe(204);
    expect((await app.get('/readyz')).json().status).toBe('ok');
  });

  it.each([
    ['nothing', '', /must contain keys/],
    ['no YAML', '{', /is not valid YAML or JSON/],
    ['a key instead of its hash', dump({ keys: [{ name: 'x', sha256: newKey(), scopes: ['desk'] }] }), /keys.0.sha256/],
    ['an unknown scope', dump({ keys: [{ ...keyEntry('x', newKey(), []), scopes: ['king'] }] }), /keys.0.scopes.0/],
  ])('should fail to start with %s, without printing it', (_, text, message) => {
    const wrong = join(directory, 'wrong.yaml');
    writeFileSync(wrong, text);
    const start = (): unknown => new ApiKeys(wrong, QUEUE_SCOPES, pino({ level: 'silent' }), Date.now);
    expect(start).toThrow(message);
    expect(start).not.toThrow('kq_');
  });
});

describe('Tokens of an OpenID Connect issuer', () => {
  let issuer: Server;
  let address: string;
  let app: TestApp;
  let keys: { privateKey: CryptoKey; publicKey: CryptoKey };
  let other: { privateKey: CryptoKey };
  let answers = 0;
  let answer: RequestListener;

  beforeAll(async () => {
    keys = await generateKeyPair('RS256');
    other = await generateKeyPair('RS256');
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
    answer = (request, response) => {
      answers++;
      const found =
        request.url?.endsWith('/openid-configuration') === true ? { jwks_uri: `${address}/keys` } : { keys: [jwk] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    };
    issuer = createServer(answer);
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}`;
    app = await TestApp.start({
      environment: { ...QUEUE, HOST: '0.0.0.0', OIDC_ISSUER: address, OIDC_AUDIENCE: 'api://kiosque' },
    });
  });
  afterAll(async () => {
    await app.close();
    issuer.close();
  });

  async function token(
    claims: Readonly<Record<string, unknown>>,
    key = keys.privateKey,
    header: object = {},
  ): Promise<string> {
    const usual = { iss: address, aud: 'api://kiosque', sub: 'user-1', roles: ['desk'], exp: Date.now() / 1000 + 300 };
    return await new SignJWT({ ...usual, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
      .sign(key);
  }

  it('should grant access by roles, for all queues or one', async () => {
    expect(await call(app, await token({}))).toBe(204);
    expect(await call(app, await token({ roles: ['desk:rubis'] }))).toBe(204);
    expect(await call(app, await token({ roles: ['desk:saphir'] }))).toBe(403);
    expect(await call(app, await token({ roles: 'desk' }))).toBe(403);
    expect(await call(app, await token({ roles: ['supervisor'] }), '/api/queues/rubis/statistics')).toBe(200);
    expect(app.log.find(({ audit }) => audit)).toMatchObject({ audit: { actor: 'user:user-1' } });
    // Discovery and keys are read once.
    expect(answers).toBe(2);
  });

  it('should be rejected if anything about them is invalid', async () => {
    const wrong = [
      await token({ iss: 'https://elsewhere.example.org' }),
      await token({ aud: 'api://something-else' }),
      await token({ exp: Math.floor(Date.now() / 1000) - 120 }),
      await token({ exp: undefined }),
      await token({ sub: undefined }),
      await token({ iss: undefined }),
      await token({ aud: undefined }),
      await token({ nbf: Math.floor(Date.now() / 1000) + 600 }),
      await token({}, other.privateKey),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await token({})).split('.')[1]}.`,
      (await token({})).replace(/.{5}$/, 'AAAAA'),
      await token({}, keys.privateKey, { typ: 'logout+jwt' }),
      await token({}, keys.privateKey, { typ: 'id_token' }),
      await token({ sub: '' }),
      await token({ sub: 7 }),
    ];
    for (const each of wrong) expect(await call(app, each)).toBe(401);
    for (const typ of ['JWT', 'at+jwt', 'application/at+jwt'])
      expect(await call(app, await token({}, keys.privateKey, { typ }))).toBe(204);
  });

  it('should result in 503 while the issuer is unavailable, logged once', async () => {
    const port = await freePort();
    const away = await TestApp.start({
      environment: { ...QUEUE, OIDC_ISSUER: `http://127.0.0.1:${port}`, OIDC_AUDIENCE: 'api://kiosque' },
    });
    for (let turn = 0; turn < 3; turn++) expect(await call(away, await token({}))).toBe(503);
    const lines = (): unknown[] => away.log.filter(({ msg }) => String(msg).includes('OIDC_ISSUER'));
    expect(lines()).toEqual([expect.objectContaining({ level: 50, reason: expect.stringContaining('ECONNREFUSED') })]);
    expect(JSON.stringify(lines())).not.toContain('stack');
    const back = createServer(answer);
    await new Promise<void>((resolve) => back.listen(port, '127.0.0.1', resolve));
    expect(await call(away, await token({ iss: `http://127.0.0.1:${port}` }))).toBe(204);
    expect(lines()).toHaveLength(2);
    expect(lines()[1]).toMatchObject({ level: 30 });
    back.close();
    await away.close();
  });
});
