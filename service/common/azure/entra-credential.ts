import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { TokenTimeoutError } from './credential-error.ts';
import type { CredentialError } from './credential-error.ts';

/** A credential of the SDK. */
export interface EntraCredentialOptions {
  /** Makes it; called again after each failure. */
  readonly create: () => TokenCredential;
  /** How long a token may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly explain: (error: unknown) => CredentialError;
}

/** Tokens from a credential of the SDK, in time or not at all, and failures in one sentence. */
export class EntraCredential implements TokenCredential {
  readonly #options: EntraCredentialOptions;
  #credential: TokenCredential;

  constructor(options: EntraCredentialOptions) {
    this.#options = options;
    this.#credential = options.create();
  }

  /** @throws CredentialError when there is no token to be had. */
  async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
    const credential = this.#credential;
    try {
      return await within(this.#options.timeoutMs, credential.getToken(scopes, options));
    } catch (error) {
      // The SDK keeps the projected token for five minutes: after a failure the file is read again.
      if (this.#credential === credential) this.#credential = this.#options.create();
      throw this.#options.explain(error);
    }
  }
}

/** The SDK ends no token request: a firewall that drops packets would be noticed by nobody. */
async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TokenTimeoutError(`did not answer within ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
