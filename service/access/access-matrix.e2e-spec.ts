import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dump } from 'js-yaml';
import { TestApp } from '../test/create-test-app.ts';
import { startSession } from '../test/sign-in.ts';
import { TokenIssuer } from '../test/token-issuer.ts';
import { Signer } from '../ticket-queue/signer.ts';
import { hashOf, keyEntry, newKey } from './api-keys.ts';
import { KeyRegistry } from './key-registry.ts';
import { SealedCookies } from './sealed-cookies.ts';

/**
 * Who may use a route: everyone (`open`), whoever knows the token of the ticket (`holder`), everyone, but with the CSRF token of
 * their session if they have one (`session`), people who may approve a kind of device (`approver`), supervisors and
 * administrators (`overseer`), or those with a scope.
 */
type Rule = 'open' | 'holder' | 'session' | 'approver' | 'overseer' | Scope;
type Scope = 'take' | 'read' | 'desk' | 'supervisor' | 'logs' | 'report' | 'security' | 'blocklist' | 'admin';

/** `page`: browsers without a credential are sent to the sign-in page. `checked`: an unknown credential is refused even if none is needed. `changing`: a GET that needs a CSRF token. */
type Note = 'page' | 'checked' | 'changing';

/** Every route of a process with all features. */
const ROUTES: Readonly<Record<string, readonly [Rule, ...Note[]]>> = {
  'GET /': ['open'],
  'GET /:collection': ['open'],
  'GET /:collection/:id': ['open'],
  'GET /api': ['open'],
  'GET /api/:collection': ['open'],
  'GET /api/:collection/:id': ['open'],
  'GET /assets/:file': ['open'],
  'GET /changes': ['open'],
  'GET /docs': ['open'],
  'GET /docs/:file': ['open'],
  'GET /healthz': ['open'],
  'GET /openapi.json': ['open'],
  'GET /openapi.yaml': ['open'],
  'GET /readyz': ['open'],
  'GET /startupz': ['open'],

  'GET /api/queues/:queue': ['read'],
  'GET /api/queues/:queue/events': ['read'],
  'GET /api/queues/:queue/statistics': ['supervisor'],
  'GET /api/queues/:queue/tickets': ['read', 'checked'],
  'POST /api/queues/:queue/tickets': ['take'],
  'POST /api/queues/:queue/calls': ['desk'],
  'GET /api/queues/:queue/tickets/:token': ['holder'],
  'POST /api/queues/:queue/tickets/:token/:transition': ['desk'],
  'GET /api/tickets/:token': ['holder'],

  'GET /rubis': ['take', 'page'],
  'POST /rubis/take': ['take'],
  'GET /rubis/kiosk': ['take', 'page'],
  'POST /rubis/kiosk': ['take'],
  'GET /rubis/tickets/:token': ['holder'],
  'POST /rubis/tickets/:token/cancel': ['holder'],
  'GET /rubis/display': ['read', 'page'],
  'GET /rubis/desk': ['desk', 'page'],
  'GET /rubis/supervisor': ['supervisor', 'page'],
  'GET /rubis/docs': ['open'],

  'GET /rubis/get_ticket': ['take', 'changing'],
  'POST /rubis/get_ticket': ['take'],
  'GET /rubis/call_ticket': ['desk', 'changing'],
  'POST /rubis/call_ticket': ['desk'],
  'GET /rubis/list_tickets': ['read'],

  'POST /api/logs': ['logs'],
  'GET /api/security/report': ['report'],
  'GET /api/security/findings': ['security'],
  'GET /api/security/findings/:id': ['security'],
  'POST /api/security/erasures': ['security'],
  'GET /security': ['report', 'page'],
  'GET /security/findings': ['security', 'page'],
  'GET /security/findings/:id': ['security', 'page'],

  'GET /blocklists/:file': ['blocklist'],
  'GET /api/security/blocklist': ['security'],
  'GET /api/security/blocklist/decisions': ['security'],
  'POST /api/security/blocklist/decisions': ['security'],
  'DELETE /api/security/blocklist/decisions/:id': ['security'],
  'POST /api/security/blocklist/release': ['security'],
  'GET /api/security/blocklist/addresses/:address': ['security'],
  'GET /security/blocklist': ['security', 'page'],
  'POST /security/blocklist/decisions': ['security'],
  'POST /security/blocklist/decisions/:id/end': ['security'],
  'POST /security/blocklist/release': ['security'],

  'GET /api/audit': ['admin'],
  'GET /sign-in': ['open', 'checked'],
  'POST /sign-in': ['open'],
  'GET /sign-in/start': ['open'],
  'GET /sign-in/callback': ['open'],
  'POST /sign-out': ['session'],
  'GET /keys': ['admin', 'page'],
  'POST /keys': ['admin'],
  'POST /keys/:id/rotate': ['admin'],
  'POST /keys/:id/revoke': ['admin'],
  'GET /devices': ['approver', 'page'],
  'POST /devices': ['approver'],
  'POST /devices/check': ['approver'],
  'POST /devices/:id/revoke': ['approver'],
  'GET /operations': ['overseer', 'page'],
  'GET /pair': ['open'],
  'POST /pair': ['open'],
};

/** Scopes that grant each rule. */
const GRANTED_BY: Readonly<Record<Scope | 'approver' | 'overseer', readonly Scope[]>> = {
  take: ['take', 'desk', 'supervisor'],
  read: ['read', 'desk', 'supervisor'],
  desk: ['desk'],
  supervisor: ['supervisor'],
  approver: ['supervisor'],
  overseer: ['supervisor', 'admin'],
  logs: ['logs'],
  report: ['report', 'security'],
  security: ['security'],
  blocklist: ['blocklist', 'security'],
  admin: ['admin'],
};

/** Scopes on the whole installation: keys for a queue have them too. */
const INSTALLATION_WIDE: readonly Rule[] = ['logs', 'report', 'security', 'blocklist', 'admin'];

/** What a request is sent with. */
interface Credential {
  readonly kind: 'none' | 'unknown' | 'bearer' | 'cookie' | 'cookie without CSRF token';
  readonly scopes: readonly Scope[];
  /** @default rubis */
  readonly queue?: string;
}

const EVERYTHING: readonly Scope[] = ['take', 'read', 'desk', 'supervisor', 'logs', 'security', 'admin'];

const CREDENTIALS = {
  none: { kind: 'none', scopes: [] },
  'an unknown key': { kind: 'unknown', scopes: [] },
  'a take key': { kind: 'bearer', scopes: ['take'] },
  'a read key': { kind: 'bearer', scopes: ['read'] },
  'a desk key': { kind: 'bearer', scopes: ['desk'] },
  'a supervisor key': { kind: 'bearer', scopes: ['supervisor'] },
  'an admin key': { kind: 'bearer', scopes: ['admin'] },
  'a logs key': { kind: 'bearer', scopes: ['logs'] },
  'a security key': { kind: 'bearer', scopes: ['security'] },
  'a blocklist key': { kind: 'bearer', scopes: ['blocklist'] },
  'a key for another queue': { kind: 'bearer', scopes: ['take', 'read', 'desk', 'supervisor'], queue: 'saphir' },
  'a token with the role desk': { kind: 'bearer', scopes: ['desk'] },
  'a session': { kind: 'cookie', scopes: EVERYTHING },
  'a session without its CSRF token': { kind: 'cookie without CSRF token', scopes: EVERYTHING },
  'a session of a take key': { kind: 'cookie', scopes: ['take'] },
  'a display': { kind: 'cookie without CSRF token', scopes: ['read'] },
} as const satisfies Record<string, Credential>;
type CredentialName = keyof typeof CREDENTIALS;

type Outcome = 'allowed' | '401' | '403' | 'sign-in';

function expectedOutcome(route: string, open: readonly string[], { kind, scopes, queue }: Credential): Outcome {
  const [rule, ...notes] = ROUTES[route] ?? ['open'];
  const isChange = /^(?:POST|DELETE)/.test(route) || notes.includes('changing');
  const lacksToken = kind === 'cookie without CSRF token' && isChange;
  if (rule === 'session') return kind === 'unknown' ? '401' : lacksToken ? '403' : 'allowed';
  if (rule === 'open' || rule === 'holder' || open.includes(rule))
    return kind === 'unknown' && notes.includes('checked') ? '401' : 'allowed';
  if (kind === 'none') return notes.includes('page') ? 'sign-in' : '401';
  if (kind === 'unknown') return '401';
  if (lacksToken) return '403';
  const concerns = INSTALLATION_WIDE.includes(rule) || (queue ?? 'rubis') === 'rubis';
  return concerns && GRANTED_BY[rule].some((scope) => scopes.includes(scope)) ? 'allowed' : '403';
}

describe.each([['take,read'], ['read'], ['take'], ['']])('The routes with QUEUE_OPEN=%s', (queueOpen) => {
  const directory = mkdtempSync(join(tmpdir(), 'kiosque-matrix-'));
  const keys = Object.fromEntries(Object.keys(CREDENTIALS).map((name) => [name, newKey()])) as Record<
    CredentialName,
    string
  >;
  const everything = keys['a session'];
  let issuer: TokenIssuer;
  let app: TestApp;
  let token: string;
  const headers = new Map<CredentialName, Readonly<Record<string, string>>>();

  beforeAll(async () => {
    issuer = await TokenIssuer.start();
    const entries = Object.entries(CREDENTIALS as Record<CredentialName, Credential>)
      .filter(([name, { scopes }]) => name !== 'an unknown key' && name !== 'a display' && scopes.length > 0)
      .map(([name, { scopes, queue }]) =>
        keyEntry(name.replaceAll(' ', '-'), keys[name as CredentialName], scopes, { queue: [queue ?? 'rubis'] }),
      );
    const file = join(directory, 'keys.yaml');
    writeFileSync(file, dump({ keys: entries }));
    app = await TestApp.start({
      files: { 'events.json': '[{"id":"1","title":"A","date":"2026-01-01"}]', 'news.json': '[]', 'faq.json': '[]' },
      environment: {
        FEATURES: 'content,ticket-queue,security-log',
        QUEUE_NAME: 'rubis',
        QUEUE_OPEN: queueOpen,
        QUEUE_CLASSIC_GET: 'allow',
        QUEUE_TICKETS_PER_MINUTE: '0',
        QUEUE_KEYS_FILE: file,
        OIDC_ISSUER: issuer.url,
        OIDC_AUDIENCE: 'api://kiosque',
      },
    });
    await app.refresh();
    const registry = app.app.get(KeyRegistry);
    const sha256 = hashOf(keys['a display']).toString('hex');
    const display = { name: 'hall', scopes: ['read'], only: { queue: ['rubis'] } };
    await registry.save(registry.entryOf(display, { by: 'spec', kind: 'device', prefix: 'kq_', sha256 }));
    const desk = { authorization: `Bearer ${keys['a desk key']}` };
    ({ token } = (await app.post('/api/queues/rubis/tickets', {}, desk)).json() as { token: string });
    for (const name of Object.keys(CREDENTIALS) as CredentialName[]) headers.set(name, await headersOf(name));
  });
  afterAll(async () => {
    await app.close();
    issuer.stop();
    rmSync(directory, { recursive: true });
  });

  async function headersOf(name: CredentialName): Promise<Readonly<Record<string, string>>> {
    if (name === 'none') return {};
    if (name === 'a display') return { cookie: `kiosque_device=${keys[name]}` };
    const { kind } = CREDENTIALS[name];
    if (kind === 'cookie') return { ...(await startSession(app.url, keys[name])) };
    if (kind === 'cookie without CSRF token') return { cookie: (await startSession(app.url, everything)).cookie };
    const isToken = name === 'a token with the role desk';
    return { authorization: `Bearer ${isToken ? await issuer.token('api://kiosque', ['desk']) : keys[name]}` };
  }

  /** What a request needs beyond a credential to be accepted. */
  async function partsOf(route: string): Promise<{ path: string; form?: Record<string, string>; cookie?: string }> {
    const isAccess = /^POST \/(?:keys|devices)/.test(route);
    const values = {
      queue: 'rubis',
      token,
      transition: 'recall',
      collection: 'events',
      address: '192.0.2.7',
      id: isAccess ? 'none' : '1',
    };
    const named: Readonly<Record<string, string>> = {
      ...values,
      file: route.includes('docs') ? 'init.js' : route.includes('blocklists') ? 'all.txt' : 'style.css',
    };
    const path = (route.split(' ')[1] ?? '').replaceAll(/:(\w+)/g, (_, name: string) => named[name] ?? '');
    switch (route) {
      case 'POST /rubis/take':
      case 'POST /rubis/kiosk':
        return { path, form: { key: await app.app.get(Signer, { strict: false }).sign('take') } };
      case 'POST /sign-in':
        return { path, form: { key: everything } };
      case 'POST /pair':
        return { path, form: { kind: 'display' } };
      case 'GET /sign-in/callback': {
        const sealed = await app.app.get(SealedCookies).seal('sign-in', { pending: {} }, Date.now() + 60_000);
        return { path, cookie: `kiosque_sign_in=${sealed}` };
      }
      default:
        return { path };
    }
  }

  async function outcome(route: string, name: CredentialName): Promise<string> {
    const { path, form, cookie } = await partsOf(route);
    // Signing out ends the session.
    const own = route === 'POST /sign-out' ? await headersOf(name) : (headers.get(name) ?? {});
    const cookies = [own['cookie'], cookie].filter((one) => one !== undefined).join('; ');
    const type = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const sent = { ...own, ...(cookies !== '' && { cookie: cookies }), ...type };
    const { status, location } = await headOf(app.url + path, route.split(' ')[0] ?? '', sent, body);
    if (status === 401 || status === 403) return String(status);
    if (location?.startsWith('/sign-in?return_to=') === true) return 'sign-in';
    return status < 500 ? 'allowed' : String(status);
  }

  it('should each have one line in the table, and the table no other', () => {
    expect([...new Set(app.routes)].sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it.each(Object.keys(ROUTES))('should require what the table says: %s', async (route) => {
    const open = queueOpen.split(',');
    const names = Object.keys(CREDENTIALS) as CredentialName[];
    const expected = names.map((name) => [name, expectedOutcome(route, open, CREDENTIALS[name])]);
    const actual: [string, string][] = [];
    for (const name of names) actual.push([name, await outcome(route, name)]);
    expect(actual).toEqual(expected);
  });

  it('should let holders cancel their tickets, but nobody with a credential that does not allow it', async () => {
    const path = `/api/queues/rubis/tickets/${token}/cancel`;
    const statuses = async (name: CredentialName): Promise<number> =>
      (await headOf(app.url + path, 'POST', headers.get(name) ?? {})).status;
    for (const name of ['an unknown key', 'a take key', 'a key for another queue'] as const)
      expect([name, await statuses(name)]).toEqual([name, name === 'an unknown key' ? 401 : 403]);
    expect([200, 409]).toContain(await statuses('none'));
    expect(await statuses('a desk key')).toBe(409);
  });

  it('should challenge requests without a credential', async () => {
    const { status, headers: sent } = await app.post('/api/queues/rubis/calls', { counter: '1' });
    expect([status, sent['www-authenticate']]).toEqual([401, expect.stringMatching(/^Bearer/)]);
  });
});

/** Sends a request and returns the head of the response; event streams have no end. */
async function headOf(
  address: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<{ status: number; location: string | undefined }> {
  return await new Promise((resolve, reject) => {
    const request = httpRequest(address, { method, headers, agent: false }, (response) => {
      resolve({ status: response.statusCode ?? 0, location: response.headers.location });
      response.destroy();
    });
    request.on('error', reject);
    request.end(body);
  });
}
