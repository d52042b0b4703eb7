import { mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SnapshotDirectory } from './content.snapshot.ts';
import type { Snapshot } from './content.snapshot.ts';

describe('SnapshotDirectory', () => {
  const snapshot: Snapshot = {
    document: {
      name: 'news.yaml',
      bytes: Buffer.from('- title: A\n- title: é\n'),
      etag: '"0x8DC"',
      lastModified: new Date('2026-11-20T08:00:00Z'),
    },
    validatedAt: Date.parse('2026-11-21T12:00:00Z'),
  };
  let directory: string;
  let snapshots: SnapshotDirectory;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kiosque-snapshot-'));
    snapshots = new SnapshotDirectory(join(directory, 'made', 'when needed'), 'container content of a.example');
    await snapshots.save('news', snapshot);
  });
  afterEach(async () => {
    await rm(directory, { recursive: true });
  });

  it('should return the document and the time of its confirmation', async () => {
    expect(await snapshots.load('news')).toEqual(snapshot);
    expect(await snapshots.load('events')).toBeUndefined();
  });

  it('should record a later confirmation, and change nothing else', async () => {
    const validatedAt = snapshot.validatedAt + 60_000;
    await snapshots.touch('news', validatedAt);
    expect(await snapshots.load('news')).toEqual({ ...snapshot, validatedAt });
  });

  it('should replace a snapshot without leaving temporary files', async () => {
    const document = { ...snapshot.document, bytes: Buffer.from('[]'), etag: '"0x8DD"' };
    await snapshots.save('news', { ...snapshot, document });
    expect((await snapshots.load('news'))?.document).toEqual(document);
    expect(await readdir(join(directory, 'made', 'when needed'))).toEqual(['news.snapshot']);
  });

  it('should remove temporary files after a failure, and make files unreadable for others', async () => {
    const made = join(directory, 'made', 'when needed');
    await mkdir(join(made, 'faq.snapshot'));
    await expect(snapshots.save('faq', snapshot)).rejects.toThrow('EISDIR');
    expect((await readdir(made)).sort()).toEqual(['faq.snapshot', 'news.snapshot']);
    expect((await stat(join(made, 'news.snapshot'))).mode & 0o777).toBe(0o600);
  });

  it('should not use the snapshot of another source', async () => {
    const other = new SnapshotDirectory(join(directory, 'made', 'when needed'), 'container content of b.example');
    expect(await other.load('news')).toBeUndefined();
  });

  it('should reject a snapshot that was modified, truncated or cannot be read', async () => {
    const file = join(directory, 'made', 'when needed', 'news.snapshot');
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, -1));
    await expect(snapshots.load('news')).rejects.toThrow(`${file} is damaged: its checksum does not match`);
    await writeFile(file, Buffer.concat([bytes, Buffer.from(' ')]));
    await expect(snapshots.load('news')).rejects.toThrow('is damaged');
    await mkdir(join(directory, 'made', 'when needed', 'faq.snapshot'));
    await expect(snapshots.load('faq')).rejects.toThrow('EISDIR');
  });

  it("should store the time of confirmation as the file's modification time", async () => {
    const file = join(directory, 'made', 'when needed', 'news.snapshot');
    for (const time of [snapshot.validatedAt, snapshot.validatedAt + 1000]) {
      await snapshots.touch('news', time);
      expect((await stat(file)).atimeMs).toBe(time);
    }
  });

  it('should delete a snapshot', async () => {
    await snapshots.remove('news');
    await snapshots.remove('news');
    expect(await snapshots.load('news')).toBeUndefined();
  });
});
