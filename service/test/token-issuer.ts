import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { CryptoKey } from 'jose';

/** An OpenID Connect issuer that publishes its keys, and whose tokens are signed here. */
export class TokenIssuer {
  readonly url: string;
  readonly #server: Server;
  readonly #key: CryptoKey;

  private constructor(server: Server, key: CryptoKey) {
    this.#server = server;
    this.#key = key;
    this.url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  static async start(): Promise<TokenIssuer> {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }];
    const server = createServer(({ url = '', headers }, response) => {
      const found = url.endsWith('/openid-configuration')
        ? { jwks_uri: `http://${String(headers.host)}/keys` }
        : { keys };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TokenIssuer(server, privateKey);
  }

  /** Returns a token with these roles that is valid for five minutes. */
  async token(audience: string, roles: readonly string[]): Promise<string> {
    return await new SignJWT({ roles })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(this.url)
      .setAudience(audience)
      .setSubject('user-1')
      .setExpirationTime('5 minutes')
      .sign(this.#key);
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
