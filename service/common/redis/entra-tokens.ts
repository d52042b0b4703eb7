import type { TokenCredential } from '@azure/identity';
import { Cluster } from 'ioredis';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { followPassword } from './follow-password.ts';

const SCOPE = 'https://redis.azure.com/.default';

/** Redis closes a connection when its token expires: it is renewed this long before. */
const AHEAD_MS = 300_000;
const RETRY_MS = 5000;

/**
 * Access tokens instead of a password (Microsoft Entra authentication of Azure Managed Redis). The user is the object id of
 * the identity. Each connection authenticates with a new token before the old one expires.
 */
export class EntraTokens {
  readonly #credential: TokenCredential;
  #token = '';
  #expiresAt = 0;

  constructor(credential: TokenCredential) {
    this.#credential = credential;
  }

  /** Returns a valid token. @throws Error if none can be obtained. */
  async current(): Promise<string> {
    const token = await this.#credential.getToken(SCOPE);
    if (token === null) throw new Error('Microsoft Entra returned no token for Redis');
    this.#expiresAt = token.expiresOnTimestamp;
    this.#token = token.token;
    return this.#token;
  }

  /** Keeps the connections of a client authenticated, and uses the current token for new ones. */
  renew(redis: Redis | Cluster, username: string, logger: Logger): void {
    followPassword(redis, () => this.#token);
    const turn = (): void => {
      this.#authenticate(redis, username).then(
        () => {
          this.#schedule(turn, this.#expiresAt - Date.now() - AHEAD_MS);
        },
        (error: unknown) => {
          // The error contains the command, and so the token.
          logger.error({ reason: (error as Error).message }, 'failed to renew the Redis token');
          this.#schedule(turn, RETRY_MS);
        },
      );
    };
    this.#schedule(turn, this.#expiresAt - Date.now() - AHEAD_MS);
  }

  /** Authenticates every connection with a new token. */
  async #authenticate(redis: Redis | Cluster, username: string): Promise<void> {
    const password = await this.current();
    const nodes = redis instanceof Cluster ? redis.nodes('all') : [redis];
    for (const node of nodes) if (node.status === 'ready') await node.auth(username, password);
  }

  #schedule(turn: () => void, milliseconds: number): void {
    setTimeout(turn, Math.max(RETRY_MS, milliseconds)).unref();
  }
}
