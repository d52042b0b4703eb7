import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { send } from '../test/create-test-app.ts';
import { eventually } from '../test/eventually.ts';
import { ServiceProcess } from '../test/service-process.ts';
import { ACCESS_LINE } from './access-log.schema.ts';

const REQUEST = '6b1f4c2e-9a53-4d0c-8f0e-5b7a4a3d9c11';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('docs/logs.md', () => {
  let directory: string;
  let page: string;
  /** The day of the queue, in its time zone. */
  let day: string;

  beforeAll(async () => {
    page = await readFile('docs/logs.md', 'utf8');
    directory = await mkdtemp(join(tmpdir(), 'kiosque-logs-'));
    const { service, url } = await ServiceProcess.start({
      QUEUE_NAME: 'rubis',
      LOG_REQUESTS: 'all',
      SHUTDOWN_DRAIN_SECONDS: '0',
    });
    const key = await eventually(() => {
      expect(service.output).toMatch(/kq_[\w-]+/);
      return /kq_[\w-]+/.exec(service.output)?.[0] ?? '';
    });
    await send(url, '/api/queues/rubis/tickets', { ...JSON_TYPE, 'x-request-id': REQUEST }, 'POST', '{}');
    await send(
      url,
      '/api/queues/rubis/calls',
      { ...JSON_TYPE, authorization: `Bearer ${key}` },
      'POST',
      '{"counter":"3"}',
    );
    await send(url, '/api/nothing');
    await send(url, '/api/nothing');
    await send(url, '/%zz');
    await eventually(() => {
      expect(service.output.match(/"msg":"request"/g)).toHaveLength(5);
    });
    await service.end('SIGTERM');
    // Two pods, one after the other.
    const second = service.output.lastIndexOf('\n', service.output.indexOf('"action":"call"')) + 1;
    expect(second).toBeGreaterThan(0);
    await writeFile(join(directory, 'kiosque.log'), service.output.slice(second) + service.output.slice(0, second));
    [, day = ''] = /"day":"([\d-]+)"/.exec(service.output) ?? [];
  });
  afterAll(async () => {
    await rm(directory, { recursive: true });
  });

  /** Runs the command after the paragraph that contains `text`. */
  async function run(text: string): Promise<string> {
    const [, command = ''] = /```sh\n(.*?)\n```/s.exec(page.slice(page.indexOf(text))) ?? [];
    expect(command).toMatch(/^jq /);
    const today = command.replace(/(?<=\.day == )"[\d-]+"/, `"${day}"`);
    return (await promisify(execFile)('sh', ['-c', today], { cwd: directory })).stdout;
  }

  it('should have a table of all fields of the access log', () => {
    const { properties = {}, required = [] } = z.toJSONSchema(ACCESS_LINE);
    const rows = Object.entries(properties).map(([name, property]) => [
      name,
      required.includes(name) ? 'always' : 'if known',
      (property as { description?: string }).description,
    ]);
    const [, table = ''] = /## The access log\n.*?(\n\| Field .*?\n)\n/s.exec(page) ?? [];
    const cells = table
      .trim()
      .split('\n')
      .slice(2)
      .map((row) =>
        row
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(cells.map(([name = '', ...rest]) => [name.replaceAll('`', ''), ...rest])).toEqual(rows);
  });

  it('should show an example of a line', () => {
    const [, example = '{}'] = /```json\n(.*?)\n```/s.exec(page) ?? [];
    expect(() => ACCESS_LINE.parse(JSON.parse(example))).not.toThrow();
  });

  it('should name only existing fields in queries for Loki and Log Analytics', () => {
    const blocks = [...page.matchAll(/```(?:logql|kusto)\n(.*?)\n```/gs)].map(([, text = '']) => text);
    expect(blocks.length).toBeGreaterThan(4);
    const names = blocks.flatMap((text) =>
      [...text.matchAll(/(?:\bline\.|\|\s|by \(|, )(audit[._]\w+|\w+)(?=\s*(?:==?|>=|,|\)| asc))/g)].map(
        ([, name = '']) => name,
      ),
    );
    const known = [...Object.keys(ACCESS_LINE.shape), 'TimeGenerated', 'PodName', 'line', 'requests'];
    expect(names).toEqual(expect.arrayContaining(['requestId', 'audit_ticket', 'audit.action', 'status', 'route']));
    for (const name of names)
      if (!/^audit[._](?:ticket|day|action|counter|actor)$/.test(name)) expect(known).toContain(name);
  });

  it('should read the whole log of all pods that the manifests label', async () => {
    const [, labels = ''] = /^kubectl logs .*--selector (\S+)=queue-rubis --tail=-1 > kiosque.log$/m.exec(page) ?? [];
    expect(await readFile('dist/production/0300-ticket-queues.k8s.yaml', 'utf8')).toContain(`${labels}: queue-rubis`);
  });

  it('should find one request and what happened on its behalf', async () => {
    const found = (await run('One request, by the id')).match(/"msg": "\w+"/g);
    expect(found).toEqual(['"msg": "audit"', '"msg": "request"']);
  });

  it('should find the life of a ticket, and who called what', async () => {
    const life = (await run('The life of one ticket'))
      .trim()
      .split('\n')
      .map((row) => row.split('\t'));
    expect(life.map(([, action, counter, actor]) => [action, counter, actor])).toEqual([
      ['take', '', expect.stringMatching(/^holder:/)],
      ['call', '3', expect.stringMatching(/^key:/)],
    ]);
    expect(life[0]?.[4]).toBe(REQUEST);
    day = '2001-01-01';
    expect(await run('The life of one ticket')).toBe('');
    const calls = (await run('Who called what')).trim().split('\t');
    expect(calls.slice(1)).toEqual([expect.stringMatching(/^key:/), '3', 'R-001']);
  });

  it('should find what fails most often, and what is slow', async () => {
    const failing = (await run('The routes that fail'))
      .trim()
      .split('\n')
      .map((row) => row.trim());
    expect(failing).toEqual(['2 404 GET /api/:collection', '1 400 GET unmatched']);
    const slow = (await run('The slowest requests'))
      .trim()
      .split('\n')
      .map((row) => Number(row.split('\t')[0]));
    expect(slow).toHaveLength(5);
    expect(slow).toEqual([...slow].sort((left, right) => right - left));
  });
});
