import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchBrowser, openPage } from '../../test/browser.ts';
import { TestApp } from '../../test/create-test-app.ts';
import { defineCollection } from './collection.ts';
import { loadCollections } from './registry.ts';
import { collection as events } from './events.collection.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));

/** The whole of what it takes to add a collection; docs/collections.md shows the same file. */
const JOBS = `import * as z from 'zod';
import { defineCollection } from './collection.ts';
import { commonFields, requiredText } from './item-fields.ts';

/** Positions that are open. */
export const collection = defineCollection({
  name: 'jobs',
  title: { en: 'Jobs', fr: 'Emplois' },
  presentation: 'articles',
  fields: { title: ['title'], body: ['description'], tags: ['tags'] },
  item: z.looseObject({ ...commonFields, title: requiredText, description: requiredText }),
});
`;

describe('a fourth collection', () => {
  let directory: string;
  let app: TestApp;

  beforeAll(async () => {
    // Beside the real one, so that the copies resolve the same packages and neighbours.
    directory = await mkdtemp(join(HERE, '..', '.collections-'));
    for (const file of await readdir(HERE))
      if (!/spec\.ts$/.test(file)) await cp(join(HERE, file), join(directory, file));
    await writeFile(join(directory, 'jobs.collection.ts'), JOBS);
    app = await TestApp.start({
      files: { 'jobs.yaml': 'jobs:\n  - title: Gardener\n    description: Likes **roses**.\n' },
      collectionsFrom: pathToFileURL(`${directory}/`),
    });
  });

  afterAll(async () => {
    await app.close();
    await rm(directory, { recursive: true });
  });

  it('should leave no hole on the home page', async () => {
    await using browser = await launchBrowser();
    const { page } = await openPage(browser, app.url);
    await page.goto(app.url);
    const grid = await page.locator('.home').boundingBox();
    const sections = await page.locator('.home > section').evaluateAll((all) =>
      all.map((section) => {
        const { top, width } = section.getBoundingClientRect();
        return { top: Math.round(top), width };
      }),
    );
    expect(sections).toHaveLength(4);
    for (const row of Map.groupBy(sections, ({ top }) => top).values()) {
      const width = row.reduce((sum, section) => sum + section.width, 0);
      expect(width).toBeGreaterThan(0.9 * (grid?.width ?? Infinity));
    }
  });

  it('should need one file and no other change', async () => {
    expect((await app.get('/api/jobs')).json()).toEqual({
      jobs: [{ title: 'Gardener', description: 'Likes **roses**.' }],
    });
    expect((await app.get('/api/jobs/gardener')).status).toBe(200);
    const index = (await app.get('/api')).json() as { collections: { name: string }[] };
    expect(index.collections.map(({ name }) => name)).toEqual(['events', 'faq', 'jobs', 'news']);
    const page = await app.get('/jobs/gardener?lang=fr');
    expect(page.text).toContain('<strong>roses</strong>');
    expect(page.text).toContain('Emplois');
    expect((await app.get('/readyz')).json()).toMatchObject({ details: { 'content.jobs': { status: 'up' } } });
    expect(JSON.stringify((await app.get('/openapi.json')).json())).toContain('events|faq|jobs|news');
    expect(await app.metrics()).toContain('kiosque_content_items{collection="jobs"} 1');
  });

  it('should be described in the documentation by the same file', async () => {
    const { readFile } = await import('node:fs/promises');
    expect(await readFile(join(HERE, '../../../docs/collections.md'), 'utf8')).toContain(JOBS);
  });
});

describe('defineCollection', () => {
  it.each(['api', 'Events', 'a/b', ''])('should refuse the name %j', (name) => {
    expect(() => defineCollection({ ...events, name })).toThrow(/cannot be named/);
  });

  it('should refuse a collection without a title field', () => {
    expect(() => defineCollection({ ...events, fields: { title: [] } })).toThrow(/fields\.title/);
  });
});

describe('loadCollections', () => {
  it('should load one collection for each file', async () => {
    const collections = await loadCollections(new URL('./', import.meta.url));
    expect(collections.map(({ name }) => name)).toEqual(['events', 'faq', 'news']);
  });
});
