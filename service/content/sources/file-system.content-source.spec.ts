import { mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SourceAnswer } from './content-source.ts';
import { FileSystemContentSource } from './file-system.content-source.ts';

describe('FileSystemContentSource', () => {
  let directory: string;
  let source: FileSystemContentSource;
  const read = (etag?: string, maxBytes = 100): Promise<SourceAnswer> =>
    source.read({ name: 'a.json', etag, maxBytes, signal: new AbortController().signal });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kiosque-files-'));
    source = new FileSystemContentSource(directory);
  });

  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it('should return bytes and a tag, then "unchanged", then a change', async () => {
    await writeFile(join(directory, 'a.json'), '[1]');
    const first = await read();
    if (first.kind !== 'found') throw new Error(first.kind);
    expect(first.document.bytes.toString()).toBe('[1]');
    expect((await read(first.document.etag)).kind).toBe('unchanged');
    await writeFile(join(directory, 'a.json'), '[12]');
    expect((await read(first.document.etag)).kind).toBe('found');
  });

  it('should return "absent" for a missing file, and fail for a missing directory', async () => {
    expect((await read()).kind).toBe('absent');
    await rm(directory, { recursive: true });
    await expect(read()).rejects.toMatchObject({
      failure: 'misconfigured',
      message: expect.stringContaining('CONTENT_DIRECTORY'),
    });
  });

  it('should read no more than one byte above the limit', async () => {
    await writeFile(join(directory, 'a.json'), 'x'.repeat(500));
    const answer = await read(undefined, 100);
    expect(answer.kind === 'found' && answer.document.bytes.length).toBe(101);
  });

  it('should send a hint on changes', async () => {
    const hinted = new Promise<void>((resolve) => {
      const stop = source.watch(() => {
        stop();
        resolve();
      });
    });
    await writeFile(join(directory, 'a.json'), '[]');
    await hinted;
    await unlink(join(directory, 'a.json'));
  });
});
