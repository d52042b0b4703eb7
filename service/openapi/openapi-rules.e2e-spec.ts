import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';

type Content = Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Description {
  readonly info: { readonly contact: { readonly name: string; readonly url: string } };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly securitySchemes?: object };
}

/** The rules of Spectral's spectral:oas, in the linter that is here already, and those that it has beyond them. */
const RULES = {
  extends: ['recommended-strict'],
  rules: {
    'info-contact': 'error',
    'no-schema-type-mismatch': 'error',
    'no-unused-components': 'error',
    'operation-description': 'error',
    // Forms answer 303 and old addresses 302: a success, too.
    'operation-2xx-response': 'off',
    'operation-tag-defined': 'error',
    'parameter-description': 'error',
    'tag-description': 'error',
    'tags-alphabetical': 'error',
  },
};

describe.each([
  ['content', '', ['Content', 'Description', 'Health', 'Pages']],
  ['ticket-queue', '/rubis', ['Access', 'Description', 'Health', 'Pages', 'Ticket queue', 'Ticket queue (classic)']],
  [
    'content,ticket-queue',
    '',
    ['Access', 'Content', 'Description', 'Health', 'Pages', 'Ticket queue', 'Ticket queue (classic)'],
  ],
  ['security-log', '/security', ['Access', 'Description', 'Health', 'Pages', 'Security log']],
])('the OpenAPI description of a process with %s', (features, basePath, tags) => {
  let app: TestApp;
  let description: Description;
  let operations: readonly Operation[];

  beforeAll(async () => {
    app = await TestApp.start({ environment: { FEATURES: features, QUEUE_NAME: 'rubis' } });
    description = (await app.get(`${basePath}/openapi.json`)).json();
    operations = Object.values(description.paths).flatMap((methods) => Object.values(methods));
  });
  afterAll(async () => {
    await app.close();
  });

  it('should pass the linter without errors or warnings', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kiosque-openapi-'));
    const [file, rules] = [join(directory, 'openapi.json'), join(directory, 'redocly.yaml')];
    await writeFile(file, JSON.stringify(description));
    await writeFile(rules, JSON.stringify(RULES));
    const script = join(process.cwd(), 'node_modules/@redocly/cli/bin/cli.js');
    const options = [script, 'lint', file, '--config', rules, '--format', 'json'];
    const { stdout } = await promisify(execFile)(process.execPath, options, {
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', CI: 'true' },
      maxBuffer: 10_000_000,
    }).catch((error: unknown) => error as { stdout: string });
    const { totals, problems } = JSON.parse(stdout) as {
      totals: object;
      problems: { ruleId: string; location: { pointer: string }[] }[];
    };
    expect(problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer ?? ''}`)).toEqual([]);
    expect(totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
    await rm(directory, { recursive: true });
  });

  it('should list exactly the tags that its operations use', () => {
    expect(description.tags.map(({ name }) => name)).toEqual(tags);
    expect([...new Set(operations.flatMap((operation) => operation.tags))].sort()).toEqual(tags);
  });

  it('should name the schema of every request body and every data response', () => {
    const inline = operations.flatMap(({ operationId, requestBody, responses }) => {
      const answers = Object.entries(responses).flatMap(([status, { content }]) =>
        /^2/.test(status) ? [content] : [],
      );
      return [requestBody?.content, ...answers].flatMap((content) =>
        Object.entries(content ?? {}).flatMap(([mediaType, { schema }]) => {
          if (/^(?:text|image)\//.test(mediaType)) return [];
          const name = schema.$ref?.replace('#/components/schemas/', '');
          return name !== undefined && name in description.components.schemas ? [] : [`${operationId} ${mediaType}`];
        }),
      );
    });
    expect(operations.length).toBeGreaterThan(10);
    expect(inline).toEqual([]);
  });

  it('should declare credentials for operations that accept them', () => {
    const takesOne = operations.some(({ security }) => security !== undefined);
    expect(description.components.securitySchemes !== undefined).toBe(takesOne);
    expect(takesOne).toBe(features !== 'content');
  });
});
