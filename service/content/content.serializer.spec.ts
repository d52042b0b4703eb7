import { describe, expect, it } from '@jest/globals';
import { Limits } from '../http/limits.ts';
import { TimeZone } from '../common/time-zone.ts';
import { collection as news } from './collections/news.collection.ts';
import { contentCopy } from './content-copy.ts';
import { ContentSerializer } from './content.serializer.ts';
import { yamlParts } from './representations/yaml-document.ts';
import type { YamlParts } from './representations/yaml-document.ts';
import type { Offload } from './worker/offload.ts';
import { WorkerLimitError } from './worker/worker-lane.ts';

const SOURCE = { name: 'news.json', bytes: Buffer.from(''), etag: '1', lastModified: new Date(0) };
const DOCUMENT = { value: { list: [{ title: 'A' }, { title: 'B' }] }, listKey: 'list' };

describe(ContentSerializer.name, () => {
  const copy = contentCopy(news, SOURCE, DOCUMENT, new TimeZone('UTC'));
  const { items } = copy.list;

  it('should write YAML once for each copy', async () => {
    let written = 0;
    const yaml = (): Promise<YamlParts> => Promise.resolve(yamlParts(DOCUMENT)).finally(() => written++);
    const serializer = new ContentSerializer({ yaml } as unknown as Offload, new Limits());
    expect((await serializer.list(copy, items.slice(1), 'yaml')).toString()).toBe('list:\n  - title: B\n');
    expect((await serializer.list(copy, items, 'yaml')).toString()).toBe('list:\n  - title: A\n  - title: B\n');
    for (const item of items)
      expect((await serializer.item(copy, item, 'yaml')).toString()).toBe(`title: ${item.title}\n`);
    expect(written).toBe(1);
  });

  it('should count a limit that was reached, ask to come back, and then try again', async () => {
    const answers = [Promise.reject(new WorkerLimitError('waiting', '16 jobs wait already')), yamlParts(DOCUMENT)];
    const yaml = (): Promise<YamlParts> => Promise.resolve(answers.shift() as Promise<YamlParts>);
    const limits = new Limits();
    const serializer = new ContentSerializer({ yaml } as unknown as Offload, limits);
    await expect(serializer.list(copy, items, 'yaml')).rejects.toMatchObject({
      kind: 'unavailable',
      extras: { headers: { 'Retry-After': '5' } },
    });
    expect(limits.count('renderings')).toBe(1);
    expect((await serializer.list(copy, items, 'json')).toString()).toBe(JSON.stringify(DOCUMENT.value));
    expect((await serializer.list(copy, [], 'yaml')).toString()).toBe('list: []\n');
  });
});
