import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { bytesText, listId } from './item.ts';
import type { Item } from './item.ts';
import { attachedTo, contentOf, reachable } from './registry.ts';
import type { Content, Listed } from './registry.ts';

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const listed = (letter: string, ...tags: string[]): Listed => ({
  ...{ digest: digest(letter), tags, changed: new Date(0), locked: false },
  remove: () => Promise.resolve(),
});
const content = (children: string[], subject?: string): Content => ({
  ...{ children: children.map(digest), bytes: 0 },
  ...(subject !== undefined && { subject: digest(subject) }),
});
const kept = (roots: string[], all: readonly Listed[], contents: Record<string, Content>): string =>
  [...reachable(roots.map(digest), all, new Map(Object.entries(contents).map(([key, value]) => [digest(key), value])))]
    .map((each) => each.charAt('sha256:'.length))
    .sort()
    .join('');

describe(reachable.name, () => {
  it('should follow indexes of indexes, and stop at cycles', () => {
    expect(kept(['a'], [], { a: content(['b', 'c']), c: content(['d', 'a']) })).toBe('abcd');
  });

  it('should keep what is attached to a kept manifest, and what is attached to that', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((letter) => listed(letter));
    const contents = { a: content(['b']), c: content([], 'b'), d: content([], 'c'), e: content([], 'f') };
    expect(kept(['a'], all, contents)).toBe('abcd');
  });

  it('should keep the manifests of the tag that attaches them', () => {
    const all = [listed('b', `sha256-${'a'.repeat(64)}`), listed('c', `sha256-${'a'.repeat(64)}.att`), listed('d')];
    expect(kept(['a'], all, { b: content(['d']), c: content([]) })).toBe('abcd');
  });

  it('should keep the subject of a kept attachment, because registries delete attachments with it', () => {
    const contents = { a: content([], 'b'), b: content(['c']) };
    expect(kept(['a'], [listed('a'), listed('b'), listed('c')], contents)).toBe('abc');
  });
});

describe(attachedTo.name, () => {
  it.each(['', '.sig', '.att', '.sbom'])('should recognize the suffix %j', (suffix) => {
    expect(attachedTo(`sha256-${'a'.repeat(64)}${suffix}`)).toBe(digest('a'));
  });

  it.each([
    'latest',
    '1.2.3',
    `sha256-${'a'.repeat(63)}`,
    `sha256-${'a'.repeat(64)}.other`,
    `x-sha256-${'a'.repeat(64)}`,
  ])('should take %s for the name of an image', (tag) => {
    expect(attachedTo(tag)).toBeUndefined();
  });
});

describe(contentOf.name, () => {
  const own = (text: string) => contentOf(`sha256:${createHash('sha256').update(text).digest('hex')}`, text);

  it('should add the sizes of the manifest, the configuration and the layers', () => {
    const part = (size: number) => ({ digest: digest('a'), size });
    const text = JSON.stringify({ config: part(10), layers: [part(200), part(3000)], subject: part(1) });
    expect(own(text)).toEqual({ children: [], bytes: text.length + 3210, subject: digest('a') });
  });

  it('should reject bytes that do not match the digest', () => {
    expect(() => contentOf(digest('a'), '{"manifests":[]}')).toThrow('the registry returned sha256:');
  });

  it('should accept an empty index, and no subject', () => {
    expect(own('{"manifests":[],"subject":null}')).toEqual({ children: [], bytes: 31 });
  });

  it.each(['', '{}', '[]', '{"manifests":[{"digest":"sha256:1","size":1}]}', '{"layers":[]}', '{"blobs":[]}'])(
    'should reject %j',
    (text) => {
      expect(() => own(text)).toThrow('is not a manifest or index of an image');
    },
  );
});

describe(listId.name, () => {
  const item = (place: string, key: string, reason = ''): Item => ({
    ...{ place, key, name: key, size: '', reason },
    remove: () => Promise.resolve(),
  });

  it('should depend on what is deleted and where, but not on the order and the reason', () => {
    const id = listId([item('a', '1'), item('b', '2')]);
    expect(listId([item('b', '2', 'older'), item('a', '1')])).toBe(id);
    for (const other of [
      [item('a', '1')],
      [item('a', '2'), item('b', '1')],
      [item('a', '1'), item('b', '2'), item('b', '3')],
    ])
      expect(listId(other)).not.toBe(id);
  });

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [53_100_000, '53.1 MB'],
    [5e15, '5000.0 TB'],
  ])('should show %d bytes as %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});
