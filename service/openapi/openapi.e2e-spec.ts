import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
import { TestApp } from '../test/create-test-app.ts';
import { CHANGES, REQUESTS, trial } from '../test/openapi-requests.ts';
import type { Requests } from '../test/openapi-requests.ts';

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

  it('should be the same in YAML', async () => {
    expect(load((await app.get('/openapi.yaml')).text)).toEqual(document);
  });

  it('should have an operation id, a summary and every possible problem for each route', () => {
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

  it('should match real responses: status, media type, headers, cache policy, and JSON body', async () => {
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

  it('should list the existing collections', async () => {
    const { collections } = (await app.get('/api')).json() as { collections: { name: string }[] };
    const names = collections.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['events', 'faq', 'news']));
    const parameter = (path: string): { pattern?: string; enum?: string[] } | undefined =>
      document.paths[path]?.get?.parameters?.find(({ name }) => name === 'collection')?.schema;
    expect(parameter('/api/{collection}')?.pattern).toBe(`^(?:${names.join('|')})(?:\\.(?:json|yaml|yml))?$`);
    expect(parameter('/{collection}')?.enum).toEqual(names);
  });
});
