import {
  ClientSecretPost,
  None,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
} from 'openid-client';
import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { Configuration, CustomFetch } from 'openid-client';
import type { Logger } from 'pino';
import type { SecretFile } from '../common/secret-file.ts';
import { tracedFetch } from '../common/tracing/traced-fetch.ts';
import { IssuerUnavailableError, SignInError } from './access.errors.ts';
import type { Scopes } from './access.ts';
import { grantedRoles } from './roles.ts';
import type { SessionOwner } from './sessions.ts';

/** The provider, and this service as its client. */
export interface SignInOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Undefined for a public client, which proves itself by PKCE alone. */
  readonly clientSecret: SecretFile | undefined;
  /** Requested scopes: `openid profile`. */
  readonly requested: string;
  readonly rolesClaim: string;
  /** Registered address of the callback. */
  readonly redirectUri: string;
  /** Registered address to return to after signing out. */
  readonly signedOutUri: string;
}

/** What the callback needs to know of the request that the browser was sent away with. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Path to return to. */
  readonly returnTo: string;
}

const TIMEOUT_SECONDS = 5;

/**
 * Signs people in with OpenID Connect: authorization code flow with PKCE (RFC 7636), state, nonce, and the issuer in the response
 * (RFC 9207).
 */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #scopes: Scopes;
  readonly #logger: Logger;
  #provider: { readonly secret: string | undefined; readonly client: Promise<Configuration> } | undefined;

  constructor(options: SignInOptions, scopes: Scopes, logger: Logger) {
    this.#options = options;
    this.#scopes = scopes;
    this.#logger = logger;
  }

  /** Returns the address of the provider to redirect to, and what its answer must match. @throws IssuerUnavailableError */
  async begin(returnTo: string): Promise<{ readonly location: string; readonly pending: PendingSignIn }> {
    const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), returnTo };
    const client = await this.#client();
    const location = buildAuthorizationUrl(client, {
      redirect_uri: this.#options.redirectUri,
      scope: this.#options.requested,
      code_challenge: await calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      state: pending.state,
      nonce: pending.nonce,
    });
    return { location: location.href, pending };
  }

  /**
   * Exchanges the code in the provider's answer for the person's identity.
   *
   * @param query of the callback, with its question mark.
   * @throws SignInError if the answer is not the one to `pending`, or the provider refuses.
   * @throws IssuerUnavailableError
   */
  async complete(query: string, pending: PendingSignIn): Promise<SessionOwner> {
    const client = await this.#client();
    try {
      const tokens = await authorizationCodeGrant(client, new URL(`${this.#options.redirectUri}${query}`), {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.verifier,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new SignInError('the provider sent no identity');
      const name = claims['name'] ?? claims['preferred_username'];
      return {
        subject: claims.sub,
        ...(typeof name === 'string' && { displayName: name.slice(0, 100) }),
        roles: grantedRoles(claims, this.#options.rolesClaim, this.#scopes),
      };
    } catch (error) {
      throw this.#toDomain(error);
    }
  }

  /** Returns the provider's address for signing out; undefined if it has none. */
  async endSession(): Promise<string | undefined> {
    const client = await this.#client();
    if (client.serverMetadata().end_session_endpoint === undefined) return undefined;
    return buildEndSessionUrl(client, { post_logout_redirect_uri: this.#options.signedOutUri }).href;
  }

  /** Reads the provider's metadata once; again after a failure, and after the client's secret was replaced. */
  async #client(): Promise<Configuration> {
    const secret = this.#options.clientSecret?.current();
    if (this.#provider?.secret !== secret || this.#provider === undefined) {
      const client = this.#discover(secret);
      this.#provider = { secret, client };
      client.catch(() => {
        if (this.#provider?.client === client) this.#provider = undefined;
      });
    }
    try {
      return await this.#provider.client;
    } catch (error) {
      this.#logger.error({ reason: (error as Error).message }, 'OIDC_ISSUER is not responding');
      throw new IssuerUnavailableError(error);
    }
  }

  async #discover(secret: string | undefined): Promise<Configuration> {
    const { issuer, clientId } = this.#options;
    const authentication = secret === undefined ? None() : ClientSecretPost(secret);
    // Settings allow http only for an issuer on this machine.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so that it is not used for anything but this
    const execute = issuer.startsWith('http:') ? [allowInsecureRequests] : [];
    const options = { timeout: TIMEOUT_SECONDS, execute, [customFetch]: tracedFetch as CustomFetch };
    return await discovery(new URL(issuer), clientId, undefined, authentication, options);
  }

  #toDomain(error: unknown): unknown {
    if (error instanceof AuthorizationResponseError)
      return new SignInError(`the provider answered ${word(error.error)}`);
    if (error instanceof ResponseBodyError)
      return new SignInError(`the provider refused the code: ${word(error.error)}`);
    if (error instanceof ClientError) {
      const isConnection = error.code === 'OAUTH_TIMEOUT' || error.cause instanceof TypeError;
      // Not the error itself: its cause may contain tokens.
      this.#logger.warn({ reason: error.message, code: error.code }, 'a sign-in was refused');
      return isConnection
        ? new IssuerUnavailableError(error)
        : new SignInError('the answer does not match the request');
    }
    return error instanceof TypeError ? new IssuerUnavailableError(error) : error;
  }
}

/** Error codes are printable ASCII (RFC 6749, section 5.2); anything else comes from a forged answer. */
function word(code: string): string {
  return /^\w{1,64}$/.test(code) ? code : 'an unknown error';
}
