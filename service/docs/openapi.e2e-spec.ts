import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';
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

/** For each route of the description: a request for every status that a client can bring about. */
const REQUESTS: Readonly<Record<string, readonly [path: string, headers: Record<string, string>, status: number][]>> = {
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
};

describe('the OpenAPI description', () => {
  let app: TestApp;
  let routes: string[];
  let document: { paths: Record<string, { get: Operation }>; components: { schemas: Record<string, object> } };

  beforeAll(async () => {
    app = await TestApp.start({
      files: {
        'events.json': '{"items":[{"id":1,"title":"A","date":"2026-01-01"}]}',
        'news.yaml': '- title: N',
        'faq.json': '[]',
      },
    });
    await app.refresh();
    document = (await app.get('/openapi.json')).json();
    routes = Object.keys(document.paths);
  });
  afterAll(async () => {
    await app.close();
  });

  it('should describe exactly the routes that exist', () => {
    const printed = app.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
    expect(routes.sort()).toEqual(Object.keys(REQUESTS).sort());
    // Every route of the router is a GET (with its HEAD); the star is the CORS plugin's preflight.
    const lines = printed.split('\n').filter((line) => /\((?:GET|POST|PUT|DELETE|PATCH)/.test(line));
    expect(lines).toHaveLength(routes.length);
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
      const operation = document.paths[path]?.get;
      expect(operation?.operationId).toMatch(/^get[A-Z]/);
      expect(Object.keys(operation?.responses ?? {})).toEqual(
        expect.arrayContaining(['200', '405', '414', '429', '431', '500']),
      );
      expect(Object.keys(operation?.responses['200']?.headers ?? {})).toContain('Cache-Control');
    }
  });

  it('should be true of real answers: status, media type, headers, cache policy, and body where it is JSON', async () => {
    const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
    ajv.addSchema({ $id: 'root', components: document.components });
    for (const [route, requests] of Object.entries(REQUESTS)) {
      for (const [path, headers, status] of requests) {
        const answer = await app.get(path, headers);
        const described = document.paths[route]?.get.responses[String(status)];
        const where = `${path} ${JSON.stringify(headers)}`;
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
        ];
        expect([where, told.filter((name) => name in answer.headers && !documented.includes(name))]).toEqual([
          where,
          [],
        ]);
        if (status === 304) continue;
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
      document.paths[path]?.get.parameters?.find(({ name }) => name === 'collection')?.schema;
    expect(parameter('/api/{collection}')?.pattern).toBe('^(?:events|faq|news)(?:\\.(?:json|yaml|yml))?$');
    expect(parameter('/{collection}')?.enum).toEqual(['events', 'faq', 'news']);
  });
});
