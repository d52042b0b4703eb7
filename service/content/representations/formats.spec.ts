import { describe, expect, it } from '@jest/globals';
import { collection as news } from '../collections/news.collection.ts';
import { DATA_FORMATS, FORMATS, ITEM_FORMATS, addresses, offered, splitSuffix } from './formats.ts';
import type { Format } from './format.ts';
import { JSON_FORMAT } from './json.format.ts';
import { YAML_FORMAT } from './yaml.format.ts';

const list: Format['list'] = () => Promise.resolve(Buffer.from(''));
const format = (name: string, offers?: Format['offers']): Format => ({
  name,
  title: name,
  mediaTypes: ['text/plain'],
  suffixes: ['txt'],
  list,
  ...(offers && { offers }),
});

describe('formats', () => {
  it('should all support lists, items and data', () => {
    expect(FORMATS).toEqual([JSON_FORMAT, YAML_FORMAT]);
    expect([DATA_FORMATS, ITEM_FORMATS]).toEqual([FORMATS, FORMATS]);
  });

  it('should be offered for every collection unless they choose', () => {
    const formats = [format('all'), format('none', () => false), format('news', ({ name }) => name === 'news')];
    expect(offered(formats, news).map(({ name }) => name)).toEqual(['all', 'news']);
  });

  it('should have an address per collection, with the first suffix', () => {
    expect(addresses(news)).toEqual([
      { format: JSON_FORMAT, path: '/api/news.json' },
      { format: YAML_FORMAT, path: '/api/news.yaml' },
    ]);
  });

  it.each([
    ['events', 'events', undefined],
    ['events.json', 'events', 'json'],
    ['events.yaml', 'events', 'yaml'],
    ['events.yml', 'events', 'yaml'],
    ['events.txt', 'events.txt', undefined],
    ['events.', 'events.', undefined],
    ['v1.2.json', 'v1.2', 'json'],
    ['json', 'json', undefined],
    ['.json', '.json', undefined],
    ['a.json', 'a', 'json'],
  ])('should split %s into %s and %s', (segment, name, suffix) => {
    const split = splitSuffix(segment, FORMATS);
    expect([split.name, split.suffix?.name]).toEqual([name, suffix]);
  });
});
