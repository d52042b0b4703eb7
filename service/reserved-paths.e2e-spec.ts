import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CONTRACT } from './contract.ts';
import { FEATURES } from './features.ts';
import { TestApp } from './test/create-test-app.ts';

describe('The reserved paths of the contract', () => {
  let app: TestApp;
  let segments: readonly string[];
  beforeAll(async () => {
    app = await TestApp.start({
      environment: { FEATURES: FEATURES.map(({ name }) => name).join(), QUEUE_NAME: 'rubis' },
    });
    const { paths } = (await app.get('/openapi.json')).json() as { paths: Readonly<Record<string, object>> };
    segments = Object.keys(paths).map((path) => path.split(/[/.]/)[1] ?? '');
  });
  afterAll(() => app.close());

  it('should be the first segments of all routes, including that of the management port', () => {
    const routed = new Set(segments.filter((segment) => !['', '{collection}', 'rubis'].includes(segment)));
    expect([...routed, CONTRACT.metricsPath.slice(1)].sort()).toEqual(CONTRACT.reservedPaths);
  });

  it('should include every collection: add new ones to service/contract.ts', async () => {
    const { collections } = (await app.get('/api')).json() as { collections: { name: string }[] };
    expect(collections.map(({ name }) => name).sort()).toEqual(CONTRACT.collections);
  });

  it('should include all paths that features reserve', () => {
    const words: readonly string[] = [...CONTRACT.reservedPaths, ...CONTRACT.collections];
    expect(
      FEATURES.flatMap(({ reservedPaths }) => reservedPaths ?? []).filter((path) => !words.includes(path)),
    ).toEqual([]);
  });
});
