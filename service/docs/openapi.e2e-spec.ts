import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { TrialKey } from '../ticket-queue/access/api-keys.ts';
import { TestApp } from '../test/create-test-app.ts';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    name: string;
    in: string;
    required?: boolean;
    schema: { pattern?: string; enum?: string[] };
  }[];
  readonly responses: Readonly<
    Record<string, { headers?: Record<string, unknown>; content?: Record<string, { schema: object }> }>
  >;
}

const trial = new TrialKey();
const desk = { authorization: `Bearer ${trial.key}` };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

type Requests = Readonly<
  Record<string, readonly [path: string, headers: Record<string, string>, status: number, body?: object][]>
>;

/** For each route of the description that is read: a request for every status that a client can bring about. */
const REQUESTS: Requests = {
  '/api': [
    ['/api', {}, 200],
    ['/api', { 'if-none-match': '*' }, 304],
    ['/api?x=1', {}, 400],
    ['/api', { accept: 'image/png' }, 406],
  ],
  '/api/{collection}': [
    ['/api/events', {}, 200],
    ['/api/events.yaml?limit=1', {}, 200],
    ['/api/events', { 'if-none-match': '*' }, 304],
    ['/api/events?limit=x', {}, 400],
    ['/api/nothing', {}, 404],
    ['/api/events', { accept: 'image/png' }, 406],
    [`/api/events?q=${'x'.repeat(5000)}`, {}, 414],
  ],
  '/api/{collection}/{id}': [
    ['/api/events/1', {}, 200],
    ['/api/events/1', { 'if-none-match': '*' }, 304],
    ['/api/events/1?x=1', {}, 400],
    ['/api/events/none', {}, 404],
    ['/api/events/1', { accept: 'image/png' }, 406],
  ],
  '/changes': [],
  '/': [
    ['/', {}, 200],
    ['/', { 'if-none-match': '*' }, 304],
  ],
  '/{collection}': [
    ['/events', {}, 200],
    ['/events?page=x', {}, 400],
    ['/events?page=9', {}, 404],
    ['/nothing', {}, 404],
  ],
  '/{collection}/{id}': [
    ['/events/1', {}, 200],
    ['/events/none', {}, 404],
  ],
  '/assets/{file}': [
    ['/assets/style.css', {}, 200],
    ['/assets/live.js', {}, 200],
    ['/assets/none', {}, 404],
  ],
  '/docs': [
    ['/docs', {}, 200],
    ['/docs', { 'if-none-match': '*' }, 304],
  ],
  '/docs/{file}': [
    ['/docs/swagger-ui.css', {}, 200],
    ['/docs/init.js', {}, 200],
    ['/docs/none', {}, 404],
  ],
  '/openapi.json': [['/openapi.json', {}, 200]],
  '/openapi.yaml': [['/openapi.yaml', {}, 200]],
  '/healthz': [['/healthz', {}, 200]],
  '/readyz': [['/readyz', {}, 200]],
  '/startupz': [['/startupz', {}, 200]],
  '/api/queues/{queue}': [
    ['/api/queues/rubis', {}, 200],
    ['/api/queues/other', {}, 404],
  ],
  '/api/queues/{queue}/tickets': [
    ['/api/queues/rubis/tickets', {}, 200],
    ['/api/queues/rubis/tickets?limit=0', {}, 400],
    ['/api/queues/rubis/tickets', { authorization: 'Bearer nobody-has-this-one' }, 401],
    ['/api/queues/other/tickets', {}, 404],
  ],
  '/api/queues/{queue}/statistics': [
    ['/api/queues/rubis/statistics', desk, 200],
    ['/api/queues/rubis/statistics', {}, 401],
  ],
  '/api/queues/{queue}/events': [],
  '/api/queues/{queue}/tickets/{token}': [
    ['/api/queues/rubis/tickets/<token>', {}, 200],
    ['/api/queues/rubis/tickets/none', {}, 404],
  ],
  '/api/tickets/{token}': [
    ['/api/tickets/<token>', {}, 200],
    ['/api/tickets/none', {}, 404],
    ['/api/tickets/saphir.x', {}, 308],
  ],
  '/rubis': [['/rubis', {}, 200]],
  '/rubis/tickets/{token}': [
    ['/rubis/tickets/<token>', {}, 200],
    ['/rubis/tickets/none', {}, 404],
  ],
  '/rubis/display': [['/rubis/display', {}, 200]],
  '/rubis/desk': [['/rubis/desk', {}, 200]],
  '/rubis/supervisor': [['/rubis/supervisor', {}, 200]],
  '/rubis/docs': [['/rubis/docs', {}, 302]],
  '/rubis/get_ticket': [['/rubis/get_ticket', {}, 405]],
  '/rubis/call_ticket': [['/rubis/call_ticket', {}, 405]],
  '/rubis/list_tickets': [['/rubis/list_tickets', {}, 200]],
};

/** The same for routes that change something. */
const CHANGES: Requests = {
  '/api/queues/{queue}/tickets': [
    ['/api/queues/rubis/tickets', {}, 201, {}],
    ['/api/queues/rubis/tickets', {}, 400, { priority: 'x' }],
    ['/api/queues/rubis/tickets', {}, 413, { priority: 'x'.repeat(20_000) }],
    ['/api/queues/rubis/tickets', { 'content-type': 'text/csv' }, 415, {}],
    ['/api/queues/other/tickets', {}, 404],
  ],
  '/api/queues/{queue}/calls': [
    ['/api/queues/rubis/calls', desk, 201, { counter: '1' }],
    ['/api/queues/rubis/calls', desk, 400, {}],
    ['/api/queues/rubis/calls', {}, 401, { counter: '1' }],
  ],
  '/api/queues/{queue}/tickets/{token}/{transition}': [
    ['/api/queues/rubis/tickets/<token>/requeue', desk, 200],
    ['/api/queues/rubis/tickets/<token>/complete', desk, 409],
    ['/api/queues/rubis/tickets/<token>/recall', {}, 401],
    ['/api/queues/rubis/tickets/<token>/cancel', {}, 200],
    ['/api/queues/rubis/tickets/<token>/eat', {}, 404],
  ],
  '/rubis/get_ticket': [['/rubis/get_ticket', {}, 200]],
  '/rubis/call_ticket': [
    ['/rubis/call_ticket', desk, 200],
    ['/rubis/call_ticket', {}, 401],
  ],
  '/rubis/take': [['/rubis/take', form, 303]],
  '/rubis/tickets/{token}/cancel': [
    ['/rubis/tickets/<token>/cancel', form, 409],
    ['/rubis/tickets/none/cancel', form, 404],
  ],
};

describe('the OpenAPI description', () => {
  let app: TestApp;
  let routes: string[];
  let token: string;
  let document: {
    paths: Record<string, { get?: Operation; post?: Operation }>;
    components: { schemas: Record<string, object> };
  };

  beforeAll(async () => {
    app = await TestApp.start({
      files: {
        'events.json': '{"items":[{"id":1,"title":"A","date":"2026-01-01"}]}',
        'news.yaml': '- title: N',
        'faq.json': '[]',
      },
      environment: { FEATURES: 'content,ticket-queue', QUEUE_NAME: 'rubis', QUEUE_TICKETS_PER_MINUTE: '0' },
      access: trial,
    });
    ({ token } = (await app.post('/api/queues/rubis/tickets')).json());
    await app.refresh();
    document = (await app.get('/openapi.json')).json();
    routes = Object.keys(document.paths);
  });
  afterAll(async () => {
    await app.close();
  });

  it('should describe exactly the routes that exist', () => {
    const printed = app.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    const described = routes.flatMap((path) =>
      Object.keys(document.paths[path] ?? {}).map((method) => `${method} ${path}`),
    );
    const tried = (requests: Requests, method: string) => Object.keys(requests).map((path) => `${method} ${path}`);
    expect(described.sort()).toEqual([...tried(REQUESTS, 'get'), ...tried(CHANGES, 'post')].sort());
    // Every GET has its HEAD; the star is the CORS plugin's preflight.
    const methods = [...printed.matchAll(/\(([A-Z, ]+)\)/g)].flatMap(([, list = '']) => list.split(', '));
    expect(methods.filter((method) => method === 'GET' || method === 'POST')).toHaveLength(described.length);
    expect(methods.filter((method) => !['GET', 'HEAD', 'POST', 'OPTIONS'].includes(method))).toEqual([]);
  });

  it('should say the same in YAML', async () => {
    expect(load((await app.get('/openapi.yaml')).text)).toEqual(document);
  });

  it('should pass the linter', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kiosque-openapi-'));
    const file = join(directory, 'openapi.json');
    await writeFile(file, JSON.stringify(document));
    const script = join(process.cwd(), 'node_modules/@redocly/cli/bin/cli.js');
    const { stderr } = await promisify(execFile)(process.execPath, [script, 'lint', file], {
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', CI: 'true' },
    });
    expect(stderr).toMatch(/Your API description is valid/);
    await rm(directory, { recursive: true });
  });

  it('should name an operation, a summary and every problem that any route can have', () => {
    for (const path of routes) {
      for (const [method, operation] of Object.entries(document.paths[path] ?? {})) {
        expect(operation.operationId).toMatch(new RegExp(`^${method}[A-Z]`));
        const statuses = Object.keys(operation.responses);
        expect(statuses).toEqual(expect.arrayContaining(['405', '414', '429', '431', '500']));
        expect(statuses.some((status) => /^[23]/.test(status))).toBe(true);
        const ok = operation.responses['200'];
        if (ok !== undefined) expect(Object.keys(ok.headers ?? {})).toContain('Cache-Control');
      }
    }
  });

  it('should be true of real answers: status, media type, headers, cache policy, and body where it is JSON', async () => {
    const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
    ajv.addSchema({ $id: 'root', components: document.components });
    const all = [
      ...Object.entries(REQUESTS).map((entry) => ['get', ...entry] as const),
      ...Object.entries(CHANGES).map((entry) => ['post', ...entry] as const),
    ];
    for (const [method, route, requests] of all) {
      for (const [template, headers, status, body] of requests) {
        const path = template.replace('<token>', token);
        const answer = method === 'get' ? await app.get(path, headers) : await app.post(path, body, headers);
        const described = document.paths[route]?.[method]?.responses[String(status)];
        const where = `${method} ${path} ${JSON.stringify(headers)}`;
        expect([where, answer.status]).toEqual([where, status]);
        expect([where, answer.headers['cache-control']]).toEqual([where, expect.any(String)]);
        expect([where, described]).toEqual([where, expect.anything()]);
        const documented = Object.keys(described?.headers ?? {}).map((name) => name.toLowerCase());
        const told = [
          'etag',
          'last-modified',
          'age',
          'cache-status',
          'link',
          'x-total-count',
          'x-request-id',
          'retry-after',
          'allow',
          'content-language',
          'location',
        ];
        expect([where, told.filter((name) => name in answer.headers && !documented.includes(name))]).toEqual([
          where,
          [],
        ]);
        if (status < 400 && status > 299) continue;
        const mediaType = answer.headers['content-type']?.split(';')[0] ?? '';
        const schema = described?.content?.[mediaType]?.schema;
        expect([where, Object.keys(described?.content ?? {})]).toEqual([where, expect.arrayContaining([mediaType])]);
        if (!mediaType.endsWith('json') || schema === undefined) continue;
        const nullable = JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'root#/components')) as object;
        const valid = ajv.validate(nullable, answer.json());
        expect([where, valid, ajv.errorsText()]).toEqual([where, true, 'No errors']);
      }
    }
  });

  it('should name the collections there are', () => {
    const parameter = (path: string): { pattern?: string; enum?: string[] } | undefined =>
      document.paths[path]?.get?.parameters?.find(({ name }) => name === 'collection')?.schema;
    expect(parameter('/api/{collection}')?.pattern).toBe('^(?:events|faq|news)(?:\\.(?:json|yaml|yml))?$');
    expect(parameter('/{collection}')?.enum).toEqual(['events', 'faq', 'news']);
  });
});
