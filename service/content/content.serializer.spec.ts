import { describe, expect, it } from '@jest/globals';
import { Limits } from '../http/limits.ts';
import { TimeZone } from '../common/time-zone.ts';
import { collection as news } from './collections/news.collection.ts';
import { contentCopy } from './content-copy.ts';
import { ContentSerializer } from './content.serializer.ts';
import { JSON_FORMAT } from './representations/json.format.ts';
import { YAML_FORMAT } from './representations/yaml.format.ts';
import { yamlParts } from './representations/yaml-document.ts';
import type { YamlParts } from './representations/yaml-document.ts';
import type { Offload } from './worker/offload.ts';
import { WorkerLimitError } from './worker/worker-lane.ts';

const SOURCE = { name: 'news.json', bytes: Buffer.from(''), etag: '1', lastModified: new Date(0) };
const DOCUMENT = { value: { list: [{ title: 'A' }, { title: 'B' }] }, listKey: 'list' };

describe(ContentSerializer.name, () => {
  const copy = contentCopy(news, SOURCE, DOCUMENT, new TimeZone('UTC'));
  const { items } = copy.list;

  it('should render YAML once per copy', async () => {
    let written = 0;
    const yaml = (): Promise<YamlParts> => Promise.resolve(yamlParts(DOCUMENT)).finally(() => written++);
    const serializer = new ContentSerializer({ yaml } as unknown as Offload, new Limits());
    expect((await YAML_FORMAT.list(serializer.copy(news, copy), items.slice(1))).toString()).toBe(
      'list:\n  - title: B\n',
    );
    expect((await YAML_FORMAT.list(serializer.copy(news, copy), items)).toString()).toBe(
      'list:\n  - title: A\n  - title: B\n',
    );
    for (const item of items)
      expect((await YAML_FORMAT.item(serializer.copy(news, copy), item)).toString()).toBe(`title: ${item.title}\n`);
    expect(written).toBe(1);
  });

  it('should count the reached limit, respond with Retry-After, and retry later', async () => {
    const answers = [
      Promise.reject(new WorkerLimitError('waiting', '16 jobs are already queued')),
      yamlParts(DOCUMENT),
    ];
    const yaml = (): Promise<YamlParts> => Promise.resolve(answers.shift() as Promise<YamlParts>);
    const limits = new Limits();
    const serializer = new ContentSerializer({ yaml } as unknown as Offload, limits);
    await expect(YAML_FORMAT.list(serializer.copy(news, copy), items)).rejects.toMatchObject({
      kind: 'unavailable',
      extras: { headers: { 'Retry-After': '5' } },
    });
    expect(limits.count('renderings')).toBe(1);
    expect((await JSON_FORMAT.list(serializer.copy(news, copy), items)).toString()).toBe(
      JSON.stringify(DOCUMENT.value),
    );
    expect((await YAML_FORMAT.list(serializer.copy(news, copy), [])).toString()).toBe('list: []\n');
  });

  it('should pass on any other error, and count no limit', async () => {
    const yaml = (): Promise<YamlParts> => Promise.reject(new Error('the worker was terminated'));
    const limits = new Limits();
    const serializer = new ContentSerializer({ yaml } as unknown as Offload, limits);
    await expect(YAML_FORMAT.list(serializer.copy(news, copy), items)).rejects.toThrow('the worker was terminated');
    expect(limits.count('renderings')).toBe(0);
  });
});
