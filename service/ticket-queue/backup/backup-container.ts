import type { ContainerClient } from '@azure/storage-blob';
import { BackupError } from './backup-file.ts';

const DAY_MS = 86_400_000;

/** Backups in Blob storage, as `<queue>/2026-11-21T12-00-00.000Z.jsonl`: their names sort by time. */
export class BackupContainer {
  readonly #container: ContainerClient;

  constructor(container: ContainerClient) {
    this.#container = container;
  }

  /** Keeps a backup; gives its name. One that exists is never written over. */
  async put(queue: string, at: number, bytes: Buffer): Promise<string> {
    const name = `${queue}/${new Date(at).toISOString().replaceAll(':', '-')}.jsonl`;
    await this.#container.getBlockBlobClient(name).uploadData(bytes, {
      conditions: { ifNoneMatch: '*' },
      blobHTTPHeaders: { blobContentType: 'application/jsonl' },
    });
    return name;
  }

  /** Names of a queue's backups, the newest first. */
  async list(queue: string): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { name } of this.#container.listBlobsFlat({ prefix: `${queue}/` })) names.push(name);
    return names.sort().reverse();
  }

  /** @throws BackupError when there is no such backup. */
  async get(name: string): Promise<Buffer> {
    const blob = this.#container.getBlobClient(name);
    if (!(await blob.exists()))
      throw new BackupError(`There is no backup ${name}: npm run queue -- list shows which there are.`);
    return await blob.downloadToBuffer();
  }

  /** Deletes what is older than so many days; the newest stays whatever its age. Gives the names of what went. */
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
