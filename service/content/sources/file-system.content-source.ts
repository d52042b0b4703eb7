import { watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { SourceError } from './content-source.ts';
import type { ContentSource, SourceAnswer, SourceRequest } from './content-source.ts';

/** Editors write a file in several steps: hints within this time are coalesced. */
const HINT_PAUSE_MS = 100;

/** Documents in one directory. The ETag consists of inode, size and modification time. */
export class FileSystemContentSource implements ContentSource {
  readonly description: string;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.description = `directory ${directory}`;
  }

  async read({ name, etag, maxBytes, signal }: SourceRequest): Promise<SourceAnswer> {
    let file: FileHandle | undefined;
    try {
      file = await open(join(this.#directory, name));
      const { ino, size, mtimeNs, mtime } = await file.stat({ bigint: true });
      const current = `${String(ino)}-${String(size)}-${String(mtimeNs)}`;
      if (current === etag) return { kind: 'unchanged' };
      const bytes = await readUpTo(file, maxBytes + 1, signal);
      return { kind: 'found', document: { name, bytes, etag: current, lastModified: mtime } };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return await this.#absent();
      throw this.#failure(name, error);
    } finally {
      await file?.close();
    }
  }

  /** A missing file means absent; a missing directory is a failure, because an unmounted volume must not delete content. */
  async #absent(): Promise<SourceAnswer> {
    try {
      await stat(this.#directory);
      return { kind: 'absent' };
    } catch (error) {
      throw new SourceError(
        'misconfigured',
        `${this.description} does not exist: set CONTENT_DIRECTORY to an existing directory`,
        { cause: error },
      );
    }
  }

  watch(onHint: () => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    try {
      const watcher = watch(this.#directory, { persistent: false }, () => {
        clearTimeout(timer);
        timer = setTimeout(onHint, HINT_PAUSE_MS).unref();
      });
      watcher.on('error', () => {
        watcher.close();
      });
      return () => {
        clearTimeout(timer);
        watcher.close();
      };
    } catch {
      // No directory, or no watches left: polling continues regardless.
      return () => undefined;
    }
  }

  #failure(name: string, error: unknown): SourceError {
    const code = codeOf(error) ?? 'an unknown error';
    const forbidden = code === 'EACCES' || code === 'EPERM';
    return new SourceError(
      forbidden ? 'forbidden' : 'unreachable',
      `${this.description}: reading ${name} failed with ${code}`,
      { cause: error },
    );
  }
}

async function readUpTo(file: FileHandle, limit: number, signal: AbortSignal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  while (length < limit) {
    signal.throwIfAborted();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(65_536, limit - length)));
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
  }
  return Buffer.concat(chunks, length);
}

function codeOf(error: unknown): string | undefined {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : undefined;
}
