import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import type { Logger } from 'pino';
import { tracedFetch } from '../common/tracing/traced-fetch.ts';
import { IssuerUnavailableError } from './access.errors.ts';
import type { Access, Actor, Scopes } from './access.ts';
import { grantedRoles, roleActor } from './roles.ts';

/** Which tokens are accepted. */
export interface OidcOptions {
  /** Value of `iss`: `https://login.microsoftonline.com/<tenant>/v2.0`. */
  readonly issuer: string;
  /** Value of `aud`. */
  readonly audience: string;
  /** @default `jwks_uri` of `<issuer>/.well-known/openid-configuration` */
  readonly jwksUrl?: string | undefined;
  /** Claim that contains the roles: `roles`, or a path such as `realm_access.roles`. */
  readonly rolesClaim: string;
}

const TIMEOUT_MS = 3000;

/** Accepted `typ` headers (RFC 7519 section 5.1, RFC 9068 section 4): logout tokens and others are signed with the same keys. */
const TYPES: readonly unknown[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/** Unsigned tokens and symmetric algorithms are not accepted. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/**
 * Bearer tokens of an OpenID Connect issuer (RFC 9068, JWTs signed by a key of its JWKS). The `roles` claim contains their
 * permissions: a scope, `desk`, for every resource of its kind, or `desk:rubis` for one (OIDC_ROLES_CLAIM names another claim).
 */
export class OidcTokens implements Access {
  readonly description: string;
  readonly problem = undefined;
  readonly #options: OidcOptions;
  readonly #scopes: Scopes;
  readonly #logger: Logger;
  #keys: Promise<JWTVerifyGetKey> | undefined;
  #isUnavailable = false;

  constructor(options: OidcOptions, scopes: Scopes, logger: Logger) {
    this.#options = options;
    this.#scopes = scopes;
    this.#logger = logger;
    this.description = `tokens of ${options.issuer}`;
  }

  /** @throws IssuerUnavailableError if the issuer's keys cannot be fetched. */
  async identify(credential: string): Promise<Actor | undefined> {
    if (credential.split('.').length !== 3) return undefined;
    const { issuer, audience, rolesClaim } = this.#options;
    try {
      const keys = await this.#keySet();
      const { payload, protectedHeader } = await jwtVerify(credential, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ['sub', 'exp'],
        clockTolerance: 30,
      });
      if (!TYPES.includes(protectedHeader.typ?.toLowerCase()) || typeof payload.sub !== 'string' || payload.sub === '')
        return undefined;
      const roles = grantedRoles(payload, rolesClaim, this.#scopes);
      return roleActor({ subject: payload.sub, credential: 'token', roles }, this.#scopes);
    } catch (error) {
      if (isTokenError(error)) return undefined;
      this.#note(error as Error);
      throw new IssuerUnavailableError(error);
    }
  }

  #keySet(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#discover().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    const { issuer, jwksUrl } = this.#options;
    const address = jwksUrl ?? (await discoveredKeys(issuer));
    return createRemoteJWKSet(new URL(address), {
      timeoutDuration: TIMEOUT_MS,
      [customFetch]: async (url, options) => {
        const response = await tracedFetch(url, options);
        if (response.ok) this.#note(undefined);
        return response;
      },
    });
  }

  /** Logs once when the issuer becomes unavailable and once when it recovers, not for each token. */
  #note(failure: Error | undefined): void {
    if (this.#isUnavailable === (failure !== undefined)) return;
    this.#isUnavailable = failure !== undefined;
    if (failure === undefined) this.#logger.info('the keys of OIDC_ISSUER can be fetched again');
    else this.#logger.error({ reason: reasonOf(failure) }, 'the keys of OIDC_ISSUER cannot be fetched');
  }
}

async function discoveredKeys(issuer: string): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await tracedFetch(address, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${address} responded with status ${String(response.status)}`);
  const { jwks_uri: keys } = (await response.json()) as { jwks_uri?: unknown };
  if (typeof keys !== 'string') throw new Error(`${address} has no jwks_uri`);
  return keys;
}

/** Whether the token is at fault rather than the connection to the issuer. */
function isTokenError(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) &&
    error.code !== 'ERR_JOSE_GENERIC'
  );
}

/** The message of fetch errors is just `fetch failed`; the cause is informative. */
function reasonOf({ message, cause }: Error): string {
  const reason = (cause as Partial<Error> | undefined)?.message;
  return reason === undefined ? message : `${message}: ${reason}`;
}
