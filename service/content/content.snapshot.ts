import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { messageOf } from './refresh-failure.ts';
import type { SourceDocument } from './sources/content-source.ts';

/** A document on disk, and when its source last confirmed it (milliseconds since the epoch). */
export interface Snapshot {
  readonly document: SourceDocument;
  readonly validatedAt: number;
}

interface Header {
  readonly format: 1;
  readonly source: string;
  readonly name: string;
  readonly etag: string;
  readonly lastModified: string;
  readonly sha256: string;
}

/**
 * The last good copy of each collection on disk: `<collection>.snapshot`, a line of JSON followed by the bytes of the document. Files are
 * written to a temporary file, flushed and renamed; the modification time is when the source last confirmed the document.
 */
export class SnapshotDirectory {
  readonly #directory: string;
  readonly #source: string;

  /** @param source description of the content source: snapshots of other sources are ignored. */
  constructor(directory: string, source: string) {
    this.#directory = directory;
    this.#source = source;
  }

  async save(collection: string, { document, validatedAt }: Snapshot): Promise<void> {
    const header: Header = {
      format: 1,
      source: this.#source,
      name: document.name,
      etag: document.etag,
      lastModified: document.lastModified.toISOString(),
      sha256: sha256(document.bytes),
    };
    await mkdir(this.#directory, { recursive: true });
    const aside = join(this.#directory, `.${collection}.${randomUUID()}`);
    try {
      const file = await open(aside, 'wx', 0o600);
      try {
        await file.writeFile(Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), document.bytes]));
        await file.utimes(validatedAt / 1000, validatedAt / 1000);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(aside, this.#path(collection));
    } finally {
      await rm(aside, { force: true });
    }
  }

  /** Records when the source confirmed the stored copy. */
  async touch(collection: string, validatedAt: number): Promise<void> {
    await utimes(this.#path(collection), validatedAt / 1000, validatedAt / 1000);
  }

  async remove(collection: string): Promise<void> {
    await rm(this.#path(collection), { force: true });
  }

  /**
   * Loads the snapshot of a collection; returns undefined if there is none, or it is of another source.
   *
   * @throws Error if the file is damaged.
   */
  async load(collection: string): Promise<Snapshot | undefined> {
    const path = this.#path(collection);
    let content: Buffer;
    try {
      content = await readFile(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    const newline = content.indexOf(0x0a);
    const header = JSON.parse(content.subarray(0, Math.max(0, newline)).toString()) as Header;
    const bytes = content.subarray(newline + 1);
    if (header.sha256 !== sha256(bytes)) throw new Error(`${path} is damaged: its checksum does not match`);
    if (header.source !== this.#source) return undefined;
    const document = { name: header.name, bytes, etag: header.etag, lastModified: new Date(header.lastModified) };
    return { document, validatedAt: (await stat(path)).mtimeMs };
  }

  #path(collection: string): string {
    return join(this.#directory, `${collection}.snapshot`);
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Writes a snapshot. A disk that is full or read-only costs the snapshot, not the content. */
export async function keepSnapshot(
  logger: Logger,
  collection: string,
  write: () => Promise<void> | undefined,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    logger.warn({ collection, reason: messageOf(error) }, 'snapshot not written');
  }
}
