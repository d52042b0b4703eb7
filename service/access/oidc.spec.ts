import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { SignJWT, generateKeyPair } from 'jose';
import { pino } from 'pino';
import { QUEUE_SCOPES } from '../ticket-queue/ticket-queue.access.ts';
import { OidcTokens } from './oidc.ts';

describe(`${OidcTokens.name} whose issuer fails`, () => {
  let issuer: Server;
  let address: string;
  let token: string;
  let answer: RequestListener;
  let reasons: unknown[];

  beforeAll(async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const claims = { iss: 'https://issuer.example.org', aud: 'api://kiosque', sub: 'user-1' };
    const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' });
    token = await jwt.setExpirationTime('5 minutes').sign(privateKey);
  });
  beforeEach(async () => {
    reasons = [];
    issuer = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${String((issuer.address() as AddressInfo).port)}`;
    // Who waits for an issuer waits for as long as this.
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    jest.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
      expect(milliseconds).toBe(3000);
      return timeout(1000);
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    issuer.closeAllConnections();
    issuer.close();
  });

  function tokens(jwksUrl?: string): OidcTokens {
    const write = (line: string): unknown => reasons.push((JSON.parse(line) as { reason?: string }).reason);
    const options = { issuer: address, audience: 'api://kiosque', jwksUrl, rolesClaim: 'roles' };
    return new OidcTokens(options, QUEUE_SCOPES, pino({ level: 'error' }, { write }));
  }

  const FAILURES: readonly [string, RequestListener, RegExp][] = [
    ['does not answer in time', () => undefined, /timeout/],
    ['hangs up', (request) => request.socket.destroy(), /^fetch failed: other side closed$/],
    [
      'answers with 500',
      (_request, response) => response.writeHead(500).end('{}'),
      /\/\.well-known\/openid-configuration responded with status 500$/,
    ],
    ['answers with another page', (_request, response) => response.end('<!doctype html>'), /is not valid JSON$/],
    ['answers with something else', (_request, response) => response.end('{"keys":1}'), /has no jwks_uri$/],
  ];

  it.each(FAILURES)('should report that tokens cannot be verified if the key set %s', async (_, failure) => {
    answer = failure;
    await expect(tokens(`${address}/keys`).identify(token)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(reasons).toEqual([expect.any(String)]);
  });

  it.each(FAILURES)('should report the same if discovery %s', async (_, failure, reason) => {
    answer = failure;
    await expect(tokens().identify(token)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });

  it('should discover below an issuer with or without a slash at its end', async () => {
    const paths: unknown[] = [];
    answer = (request, response) => {
      paths.push(request.url);
      response.writeHead(500).end();
    };
    for (const end of ['', '/', '/realms/x/']) {
      const options = { issuer: address + end, audience: 'x', rolesClaim: 'roles' };
      const under = new OidcTokens(options, QUEUE_SCOPES, pino({ level: 'silent' }));
      await expect(under.identify(token)).rejects.toMatchObject({ kind: 'unavailable' });
    }
    const discovery = '/.well-known/openid-configuration';
    expect(paths).toEqual([discovery, discovery, `/realms/x${discovery}`]);
  });

  it('should not ask for keys because of a credential that is no token', async () => {
    answer = (_request, response) => response.writeHead(500).end();
    for (const credential of ['', 'kq_x', 'a.b', 'a.b.c.d'])
      expect(await tokens().identify(credential)).toBeUndefined();
    expect(reasons).toEqual([]);
  });

  it('should reject a token whose key the issuer does not have', async () => {
    answer = (_request, response) => response.end('{"keys":[]}');
    expect(await tokens(`${address}/keys`).identify(token)).toBeUndefined();
    expect(reasons).toEqual([]);
  });
});
