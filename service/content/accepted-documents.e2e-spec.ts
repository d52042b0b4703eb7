import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestApp } from '../test/create-test-app.ts';
import { collection as events } from './collections/events.collection.ts';
import { collection as faq } from './collections/faq.collection.ts';
import { collection as news } from './collections/news.collection.ts';
import { readItems } from './collections/item.ts';
import { listOf, readCollection } from './collections/read-collection.ts';
import { DocumentError } from './documents/document.errors.ts';
import { documentLimits } from './documents/document-limits.ts';
import type { ContentSource } from './sources/content-source.ts';

const COLLECTIONS = [events, faq, news];
const LIMITS = documentLimits(1_048_576);

/** Texts that have broken pages, or look as if they could. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '..',
    '.',
    'a/b',
    '/',
    '%',
    '%2e',
    '?x',
    '#',
    '\u0000',
    '\\',
    '<script>',
    '" onload="',
    '\ud83d',
    '😀',
  ),
  fc.constantFrom('x'.repeat(79) + '😀😀', 'é'.repeat(200), '日'.repeat(200), '[a](javascript:b)', '# a\n'.repeat(99)),
);
const date = fc.oneof(
  fc.constantFrom('2026-02-15', '2026-12-31T23:30:00+14:00', '0000-01-01', '0001-01-01', '9999-12-31', '2026-02-30'),
  fc.date({ noInvalidDate: true }).map((value) => value.toISOString()),
);
const url = fc.oneof(
  fc.webUrl(),
  text,
  fc.constantFrom('http://[', 'http://a:99999/', 'https://é.example/', 'http://%zz'),
);
const item = fc.record(
  {
    id: fc.oneof(text, fc.integer()),
    title: text,
    question: text,
    answer: text,
    content: text,
    city: text,
    date,
    endDate: date,
    url,
    tags: fc.oneof(text, fc.array(text, { maxLength: 4 })),
    more: fc.jsonValue(),
  },
  { requiredKeys: ['title', 'question', 'answer', 'content', 'date'] },
);
/** JSON as somebody could write it: with halves of characters as escapes, which JSON.stringify writes too. */
const document = fc.array(item, { maxLength: 6 }).map((items) => JSON.stringify({ items }));

describe('a document that content:check accepts', () => {
  const bytes = new Map<string, Buffer>();
  const source: ContentSource = {
    description: 'the test',
    read: ({ name }) => {
      const found = bytes.get(name);
      if (found === undefined) return Promise.resolve({ kind: 'absent' });
      const version = { name, bytes: found, etag: String(Math.random()), lastModified: new Date() };
      return Promise.resolve({ kind: 'found', document: version });
    },
  };
  let app: TestApp;
  const accepted = { documents: 0, answers: 0 };

  beforeAll(async () => {
    app = await TestApp.start({ source });
  });
  afterAll(async () => {
    await app.close();
  });

  const statusesOf = async (paths: readonly string[]): Promise<Record<string, number>> => {
    const answers = await Promise.all(paths.map(async (path) => [path, (await app.get(path)).status] as const));
    return Object.fromEntries(answers);
  };

  it('should be served with 200 on every page and in every representation', async () => {
    await fc.assert(
      fc.asyncProperty(document, fc.constantFrom(...COLLECTIONS), async (json, collection) => {
        const name = `${collection.name}.json`;
        let ids: string[];
        try {
          const read = readCollection(collection, name, Buffer.from(json), LIMITS);
          ids = readItems(collection, listOf(read)).map(({ id }) => encodeURIComponent(id));
        } catch (error) {
          expect(error).toBeInstanceOf(DocumentError);
          return;
        }
        bytes.clear();
        bytes.set(name, Buffer.from(json));
        await app.refresh();
        const root = `/api/${collection.name}`;
        const paths = [
          ...['/', '/?lang=en', `/${collection.name}`, root, `${root}.yaml`, `${root}.json?limit=2`, '/api'],
          ...ids.flatMap((id) => [`/${collection.name}/${id}`, `${root}/${id}`, `${root}/${id}?format=yaml`]),
        ];
        const statuses = await statusesOf(paths);
        expect(Object.entries(statuses).filter(([, status]) => status !== 200)).toEqual([]);
        accepted.documents++;
        accepted.answers += paths.length;
      }),
      { numRuns: 150 },
    );
    expect(accepted.documents).toBeGreaterThan(20);
    expect(app.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});
