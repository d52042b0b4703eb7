import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCommand } from '../../service/test/run-command.ts';
import type { Ended } from '../../service/test/run-command.ts';

describe('smoke', () => {
  const good: Readonly<Record<string, string>> = {
    '/readyz': '200 application/json',
    '/api': '200 application/json; charset=utf-8',
    '/api/events': '200 application/json',
    '/api/news': '200 application/json',
    '/api/faq': '200 application/json',
    '/api/news.yaml': '200 application/yaml',
    '/': '200 text/html; charset=utf-8',
    '/openapi.json': '200 application/json',
    '/api/nothing-of-that-name': '404 application/problem+json',
  };
  let answers = good;
  const server = createServer(({ url = '' }, response) => {
    const [status, ...type] = (answers[url] ?? '404 text/plain').split(' ');
    response.writeHead(Number(status), { 'content-type': type.join(' ') }).end();
  });
  const smoke = (): Promise<Ended> =>
    runCommand('tools/delivery/smoke', [`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`], {
      env: { PATH: process.env['PATH'] },
    });
  beforeAll(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => {
    server.close();
  });

  it('should pass if every response is as expected', async () => {
    answers = good;
    expect(await smoke()).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    ...Object.entries(good).map(([path, answer]) => [path, answer.replace(/ .*/, ' application/xml')] as const),
    ['/readyz', '503 application/json'],
  ])('should fail if %s returns %s', async (path, answer) => {
    answers = { ...good, [path]: answer };
    const { code, stderr } = await smoke();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining(`${path} returned "${answer}", expected`),
    });
  });
});
