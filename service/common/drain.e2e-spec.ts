import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { Drain } from './drain.ts';

describe(Drain.name, () => {
  // Answered by Nest each time; prepared, then answered in front of it, as data and as a page; a problem.
  const paths = ['/healthz', '/api/faq', '/faq', '/nope'];
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ files: { 'faq.json': '[{"q": "a", "a": "b"}]' } });
    await app.refresh();
  });
  afterAll(async () => {
    await app.close();
  });

  /** What answers say of the connection to a client that would keep it. */
  const connections = async (): Promise<unknown[]> =>
    await Promise.all(
      paths.map(async (path) => (await app.get(path, { connection: 'keep-alive' })).headers.connection),
    );

  it('should close connections that clients keep once it has started, and not before', async () => {
    for (let turn = 0; turn < 2; turn++) expect(await connections()).toEqual(paths.map(() => 'keep-alive'));
    app.app.get(Drain).onModuleDestroy();
    for (let turn = 0; turn < 2; turn++) expect(await connections()).toEqual(paths.map(() => 'close'));
  });
});
