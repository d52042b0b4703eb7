import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { launchBrowser, openPage } from '../../test/browser.ts';
import { settingsAsMarkdown } from '../../config/describe-settings.ts';
import { settingGroups } from '../../configuration.ts';
import { TestApp } from '../../test/create-test-app.ts';
import { contentFeature } from '../content.feature.ts';
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

  it('should not leave an empty section on the home page', async () => {
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

  it('should only require its own file to be served', async () => {
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

  it('should add three lines to the settings page, as documented', async () => {
    const withJobs = await loadCollections(pathToFileURL(`${directory}/`));
    const without = withJobs.filter(({ name }) => name !== 'jobs');
    const rows = (collections: typeof withJobs): string[] =>
      settingsAsMarkdown(settingGroups([contentFeature(collections, pathToFileURL(`${directory}/`))]))
        .split('\n')
        .map((line) => line.replaceAll(/ +/g, ' '));
    const before = new Set(rows(without));
    const added = rows(withJobs).filter((line) => !before.has(line));
    expect(added.map((line) => /CONTENT_JOBS_\w+/.exec(line)?.[0])).toEqual([
      'CONTENT_JOBS_MAX_AGE_SECONDS',
      'CONTENT_JOBS_STALE_WHILE_REVALIDATE_SECONDS',
      'CONTENT_JOBS_STALE_IF_ERROR_SECONDS',
    ]);
  });

  it('should match the example in the documentation, which lists every key of fields', async () => {
    const page = await readFile(join(HERE, '../../../docs/collections.md'), 'utf8');
    expect(page).toContain(JOBS);
    const source = await readFile(join(HERE, 'collection.ts'), 'utf8');
    const fields = /interface CollectionFields \{([^}]*)\}/.exec(source)?.[1] ?? '';
    const keys = [...fields.matchAll(/readonly (\w+)\??:/g)].map(([, key = '']) => key);
    expect(keys).toContain('start');
    const section = page.slice(page.indexOf('## Fields'));
    expect([...section.matchAll(/^\| `(\w+)`/gm)].map(([, key]) => key)).toEqual(keys);
  });
});

describe('defineCollection', () => {
  it.each(['api', 'Events', 'a/b', ''])('should reject the name %j', (name) => {
    expect(() => defineCollection({ ...events, name })).toThrow(/cannot be named/);
  });

  it('should reject a collection without a title field', () => {
    expect(() => defineCollection({ ...events, fields: { title: [] } })).toThrow(/fields\.title/);
  });
});

describe('loadCollections', () => {
  it('should load one collection per file', async () => {
    const collections = await loadCollections(new URL('./', import.meta.url));
    const files = (await readdir(HERE)).filter((file) => file.endsWith('.collection.ts')).sort();
    expect(collections.map(({ name }) => `${name}.collection.ts`)).toEqual(files);
    expect(files).toEqual(expect.arrayContaining(['events.collection.ts', 'faq.collection.ts', 'news.collection.ts']));
  });
});
