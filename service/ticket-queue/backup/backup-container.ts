import type { ContainerClient } from '@azure/storage-blob';
import { BackupError } from './backup-file.ts';

const DAY_MS = 86_400_000;

/** Backups in Blob Storage, named `<queue>/2026-11-21T12-00-00.000Z.jsonl` so that they sort by time. */
export class BackupContainer {
  readonly #container: ContainerClient;

  constructor(container: ContainerClient) {
    this.#container = container;
  }

  /** Stores a backup and returns its name. Never overwrites an existing one. */
  async put(queue: string, at: number, bytes: Buffer): Promise<string> {
    const name = `${queue}/${new Date(at).toISOString().replaceAll(':', '-')}.jsonl`;
    await this.#container.getBlockBlobClient(name).uploadData(bytes, {
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: 'application/jsonl' },
    });
    return name;
  }

  /** Returns the names of a queue's backups, newest first. */
  async list(queue: string): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { name } of this.#container.listBlobsFlat({ prefix: `${queue}/` })) names.push(name);
    return names.sort().reverse();
  }

  /** @throws BackupError if the backup does not exist. */
  async get(name: string): Promise<Buffer> {
    const blob = this.#container.getBlobClient(name);
    if (!(await blob.exists()))
      throw new BackupError(`There is no backup ${name}: npm run queue -- list shows the available ones.`);
    return await blob.downloadToBuffer();
  }

  /** Deletes backups older than `keepDays`, except the newest. Returns the names of the deleted ones. */
  async prune(queue: string, keepDays: number, now: number): Promise<readonly string[]> {
    const oldest = `${queue}/${new Date(now - keepDays * DAY_MS).toISOString().replaceAll(':', '-')}`;
    const [, ...others] = await this.list(queue);
    const gone = others.filter((name) => name < oldest);
    for (const name of gone) await this.#container.deleteBlob(name);
    return gone;
  }

  async createIfMissing(): Promise<void> {
    await this.#container.createIfNotExists();
  }
}
