import type { AccessToken, GetTokenOptions, TokenCredential } from '@azure/identity';
import { TokenTimeoutError } from './credential-error.ts';
import type { CredentialError } from './credential-error.ts';

/** Options of `EntraCredential`. */
export interface EntraCredentialOptions {
  /** Creates the SDK credential; called again after each failure. */
  readonly create: () => TokenCredential;
  /** Timeout of a token request, in milliseconds. */
  readonly timeoutMs: number;
  readonly explain: (error: unknown) => CredentialError;
}

/** Wraps an SDK credential with a timeout and one-sentence errors. */
export class EntraCredential implements TokenCredential {
  readonly #options: EntraCredentialOptions;
  #credential: TokenCredential;

  constructor(options: EntraCredentialOptions) {
    this.#options = options;
    this.#credential = options.create();
  }

  /** @throws CredentialError if no token can be obtained. */
  async getToken(scopes: string | string[], options?: GetTokenOptions): Promise<AccessToken | null> {
    const credential = this.#credential;
    try {
      return await within(this.#options.timeoutMs, credential.getToken(scopes, options));
    } catch (error) {
      // The SDK caches the projected token for five minutes: a new credential rereads the file.
      if (this.#credential === credential) this.#credential = this.#options.create();
      throw this.#options.explain(error);
    }
  }
}

/** The SDK has no timeout for token requests: a firewall that drops packets would go unnoticed. */
async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TokenTimeoutError(`did not respond within ${String(timeoutMs / 1000)} s`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
