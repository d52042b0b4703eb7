import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from '../test/create-test-app.ts';
import { Drain } from './drain.ts';

describe(Drain.name, () => {
  // A response by Nest; cached responses, as data and as a page; a problem.
  const paths = ['/healthz', '/api/faq', '/faq', '/nope'];
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ files: { 'faq.json': '[{"q": "a", "a": "b"}]' } });
    await app.refresh();
  });
  afterAll(async () => {
    await app.close();
  });

  /** Returns the Connection headers of responses to a client that keeps connections alive. */
  const connections = async (): Promise<unknown[]> =>
    await Promise.all(
      paths.map(async (path) => (await app.get(path, { connection: 'keep-alive' })).headers.connection),
    );

  it('should close kept-alive connections only after it has started', async () => {
    for (let turn = 0; turn < 2; turn++) expect(await connections()).toEqual(paths.map(() => 'keep-alive'));
    app.app.get(Drain).onModuleDestroy();
    for (let turn = 0; turn < 2; turn++) expect(await connections()).toEqual(paths.map(() => 'close'));
  });
});
