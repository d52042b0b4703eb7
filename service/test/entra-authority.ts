import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { errors, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import type { SelfSigned } from './self-signed.ts';

const CLUSTER = 'https://oidc.cluster.example/';
const SUBJECT = 'system:serviceaccount:kiosque:content';
const AUDIENCE = 'api://AzureADTokenExchange';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const STORAGE_SCOPE = 'https://storage.azure.com/.default';

type Refusal = readonly [status: number, error: string, code: number, sentence: string];
type Keys = Awaited<ReturnType<typeof generateKeyPair>>;

/**
 * The token endpoint of Microsoft Entra for one managed identity with one federated credential, over TLS: it verifies the pod's projected
 * token, fails with Entra's statuses and codes, and signs access tokens for Blob Storage. It also signs projected tokens, like the
 * cluster.
 */
export class EntraAuthority {
  readonly tenantId = randomUUID();
  readonly clientId = randomUUID();
  /** The projected tokens it received. */
  readonly assertions: string[] = [];
  /** Lifetime of its access tokens. */
  tokenSeconds = 3600;
  /** Responds to every token request with this status without JSON, like an overloaded front end. */
  outage: number | undefined;
  readonly #server: Server;
  readonly #cluster: Keys;
  readonly #own: Keys;

  private constructor(server: Server, cluster: Keys, own: Keys) {
    this.#server = server;
    this.#cluster = cluster;
    this.#own = own;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#answer(request, response).catch((error: unknown) => response.destroy(error as Error));
    });
  }

  static async start({ certificate, key }: SelfSigned): Promise<EntraAuthority> {
    const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) });
    const authority = new EntraAuthority(server, await generateKeyPair('RS256'), await generateKeyPair('RS256'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return authority;
  }

  /** AZURE_AUTHORITY_HOST, with the trailing slash that the AKS webhook sets. */
  get url(): string {
    return `https://127.0.0.1:${String((this.#server.address() as AddressInfo).port)}/`;
  }

  /** A token of the ServiceAccount, as the kubelet projects it. */
  async projectedToken({ seconds = 3600, subject = SUBJECT } = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(CLUSTER)
      .setSubject(subject)
      .setAudience(AUDIENCE)
      .setIssuedAt(now - 60)
      .setExpirationTime(now + seconds)
      .sign(this.#cluster.privateKey);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const tenant = /^\/([^/]+)/.exec(request.url ?? '')?.[1] ?? '';
    const path = (request.url ?? '').slice(tenant.length + 1);
    if (request.method === 'GET' && path === '/v2.0/.well-known/openid-configuration') {
      const unknown = this.#unknownTenant(tenant);
      if (unknown === undefined) send(response, 200, this.#metadata(tenant));
      else send(response, unknown[0], refusalBody(unknown));
    } else if (request.method === 'POST' && path.startsWith('/oauth2/v2.0/token')) {
      if (this.outage !== undefined) return void response.writeHead(this.outage).end('Service Unavailable');
      const refusal = await this.#refusal(tenant, form);
      if (refusal === undefined) send(response, 200, await this.#accessToken());
      else send(response, refusal[0], refusalBody(refusal));
    } else send(response, 404, {});
  }

  #metadata(tenant: string): object {
    const base = this.url + tenant;
    return {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      issuer: `${base}/v2.0`,
    };
  }

  #unknownTenant(tenant: string): Refusal | undefined {
    return tenant === this.tenantId ? undefined : [400, 'invalid_tenant', 90002, `Tenant '${tenant}' not found.`];
  }

  async #refusal(tenant: string, form: URLSearchParams): Promise<Refusal | undefined> {
    const client = form.get('client_id') ?? '';
    const assertion = form.get('client_assertion') ?? '';
    const unknown = this.#unknownTenant(tenant);
    if (unknown !== undefined) return unknown;
    if (client !== this.clientId) {
      const sentence = `Application with identifier '${client}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant.`;
      return [400, 'unauthorized_client', 700016, sentence];
    }
    if (form.get('grant_type') !== 'client_credentials' || form.get('client_assertion_type') !== ASSERTION_TYPE)
      return [400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.'];
    if (form.get('scope')?.split(' ').includes(STORAGE_SCOPE) !== true)
      return [400, 'invalid_scope', 1002012, 'The provided value for scope is not valid.'];
    this.assertions.push(assertion);
    return await this.#refusedAssertion(assertion);
  }

  async #refusedAssertion(assertion: string): Promise<Refusal | undefined> {
    try {
      await jwtVerify(assertion, this.#cluster.publicKey, { issuer: CLUSTER, audience: AUDIENCE, subject: SUBJECT });
      return undefined;
    } catch (error) {
      if (error instanceof errors.JWTExpired)
        return [401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.'];
      if (error instanceof errors.JWTClaimValidationFailed)
        return [400, 'invalid_request', 70021, 'No matching federated identity record found for presented assertion.'];
      return [401, 'invalid_client', 5002738, 'Invalid JWT token. The signature could not be verified.'];
    }
  }

  async #accessToken(): Promise<object> {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ appid: this.clientId, tid: this.tenantId, ver: '1.0' })
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(`https://sts.windows.net/${this.tenantId}/`)
      .setAudience('https://storage.azure.com')
      .setIssuedAt(now)
      .setNotBefore(now - 60)
      .setExpirationTime(now + this.tokenSeconds)
      .sign(this.#own.privateKey);
    return {
      token_type: 'Bearer',
      expires_in: this.tokenSeconds,
      ext_expires_in: this.tokenSeconds,
      access_token: token,
    };
  }
}

/** Error response in Entra's format: a sentence followed by support ids. */
function refusalBody([, error, code, sentence]: Refusal): object {
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = new Date().toISOString().replace('T', ' ').replace(/\..*/, 'Z');
  return {
    error,
    error_description: `AADSTS${String(code)}: ${sentence} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `https://login.microsoftonline.com/error?code=${String(code)}`,
  };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
