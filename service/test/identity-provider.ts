import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';
import type { ProviderContext } from 'oidc-provider';
import type { Page } from 'playwright-core';

/** A person known to the provider. */
export interface Person {
  readonly name: string;
  readonly roles: readonly string[];
}

/** Id and secret of the registered client. */
export const CLIENT = { id: 'kiosque', secret: 'a-secret-of-the-client-of-the-provider' };

const MINUTE_SECONDS = 60;
const MAX_STEPS = 10;
const HTML = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Provider</title>';

/** A real OpenID Connect provider, whose sign-in page accepts any known name without a password. */
export class IdentityProvider {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  /** @param people by their subject. @param redirects addresses of callbacks. @param signedOut addresses to return to after signing out. */
  static async start(
    people: Readonly<Record<string, Person>>,
    redirects: readonly string[],
    signedOut: readonly string[],
  ): Promise<IdentityProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const client = {
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: redirects,
      post_logout_redirect_uris: signedOut,
    };
    const keys = [{ ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' }];
    const provider = new Provider(url, { ...optionsOf(people), clients: [client], jwks: { keys } });
    const answer = provider.callback();
    server.on('request', (request, response) => {
      const isInteraction = request.url?.startsWith('/interaction/') === true;
      (isInteraction ? interact(provider, request, response) : answer(request, response)).catch(() => {
        response.destroy();
      });
    });
    return new IdentityProvider(server, url);
  }

  /** Signs in without a browser. Returns the address of the callback that a browser would be sent to, with the answer. */
  async authorize(location: string, subject: string): Promise<URL> {
    const jar = new Map<string, string>();
    let [url, init]: [URL, RequestInit] = [new URL(location), {}];
    for (let step = 0; step < MAX_STEPS; step++) {
      if (url.origin !== this.url) return url;
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, { ...init, headers: { cookie }, redirect: 'manual' });
      for (const set of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
        jar.set(name, value);
      }
      const next = response.headers.get('location');
      if (next === null) init = { method: 'POST', body: new URLSearchParams({ subject }) };
      else [url, init] = [new URL(next, url), {}];
    }
    throw new Error(`the provider did not redirect to the client within ${String(MAX_STEPS)} steps: ${url.href}`);
  }

  /** Fills in the sign-in page that the browser was sent to. */
  async signIn(page: Page, subject: string): Promise<void> {
    await page.waitForURL((address) => address.origin === this.url && address.pathname.startsWith('/interaction/'));
    await page.fill('#subject', subject);
    await page.click('button');
  }

  /** Confirms the page for signing out that the browser was sent to. */
  async signOut(page: Page): Promise<void> {
    await page.waitForURL((address) => address.origin === this.url && address.pathname === '/session/end');
    await page.click('button');
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/** The provider's own sign-in page. */
async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') {
    const form =
      '<form method="post"><label>Subject <input id="subject" name="subject"></label><button>Sign in</button>';
    response.setHeader('content-type', 'text/html').end(`${HTML}${form}</form>`);
    return;
  }
  const accountId = new URLSearchParams(await text(request)).get('subject') ?? '';
  await provider.interactionFinished(request, response, { login: { accountId } });
}

function optionsOf(people: Readonly<Record<string, Person>>): Readonly<Record<string, unknown>> {
  return {
    cookies: { keys: ['a-key-for-the-cookies-of-the-provider'] },
    claims: { openid: ['sub'], profile: ['name', 'roles'] },
    conformIdTokenClaims: false,
    ttl: Object.fromEntries(
      ['AccessToken', 'AuthorizationCode', 'IdToken', 'Interaction', 'Session', 'Grant'].map((kind) => [
        kind,
        10 * MINUTE_SECONDS,
      ]),
    ),
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: ProviderContext, form: string) => {
          context.body = `${HTML}${form}<button type="submit" form="op.logoutForm" value="yes" name="logout">Yes</button>`;
        },
      },
    },
    findAccount: (_: unknown, subject: string) => {
      const person = people[subject];
      return person && { accountId: subject, claims: () => ({ sub: subject, ...person }) };
    },
    // Nobody is asked for consent: the provider belongs to the organization.
    loadExistingGrant: async ({ oidc }: ProviderContext) => {
      const { client, session, provider } = oidc;
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  };
}
