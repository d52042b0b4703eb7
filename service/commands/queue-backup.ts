import { readFile, writeFile } from 'node:fs/promises';
import { azureContainer } from '../common/azure/azure-container.ts';
import type { Configuration } from '../configuration.ts';
import { TimeZone } from '../common/time-zone.ts';
import { restorationMark } from '../ticket-queue/restoration-mark.ts';
import { QueueError, UsageError } from './command.errors.ts';
import { withQueue, withStore } from './queue-stores.ts';
import { BackupContainer } from '../ticket-queue/backup/backup-container.ts';
import { BackupError, readBackup, restoreBackup, takeBackup, writeBackup } from '../ticket-queue/backup/backup-file.ts';
import type { Backup } from '../ticket-queue/backup/backup-file.ts';

/** Options of `npm run queue`. */
export interface BackupOptions {
  readonly file?: string | undefined;
  readonly blob?: string | undefined;
  readonly latest: boolean;
  readonly 'create-container': boolean;
  readonly 'allow-empty': boolean;
}

/** Backs up a queue, and records the success in its store. @throws QueueError if it has no tickets, unless allowed. */
export async function backup(config: Configuration, queue: string, options: BackupOptions): Promise<void> {
  const saved = await withQueue(config, queue, options['allow-empty'], async (store) => {
    const at = Date.now();
    const taken = await takeBackup(store, queue, at);
    if (taken.tickets.length === 0 && !options['allow-empty']) {
      throw new QueueError(
        `The queue "${queue}" has no tickets: nothing was saved. Use --allow-empty to save it anyway.`,
      );
    }
    const summary = await save(config, taken, options);
    await store.recordSuccess('backup', at);
    return summary;
  });
  print(saved);
}

/** Saves a backup to a file or Blob Storage, and returns what was saved where. */
async function save(config: Configuration, taken: Backup, options: BackupOptions): Promise<string> {
  const { queue, at } = taken;
  const bytes = writeBackup(taken);
  const summary = `${queue}: ${String(taken.tickets.length)} tickets, ${String(bytes.length)} bytes`;
  if (options.file !== undefined) {
    await writeFile(options.file, bytes, { flag: 'wx' }).catch((error: unknown) => {
      throw fileError(options.file, error);
    });
    return `${summary} to ${options.file}`;
  }
  const container = backups(config);
  if (options['create-container']) await container.createIfMissing();
  const name = await container.put(queue, at, bytes);
  // Verify that the backup can be read back.
  readBackup(await container.get(name));
  const deleted = await container.prune(queue, config.QUEUE_BACKUP_KEEP_DAYS, at);
  return `${summary} to ${name}; ${String(deleted.length)} old backups deleted`;
}

/** Restores a backup. @throws BackupError, QueueError if it cannot be restored. */
export async function restore(config: Configuration, queue: string, options: BackupOptions): Promise<void> {
  const read = readBackup(await chosen(config, queue, options));
  if (read.queue !== queue) throw new QueueError(`The backup belongs to the queue "${read.queue}", not "${queue}".`);
  const mark = restorationMark(new TimeZone(config.QUEUE_TIME_ZONE), Date.now(), config.QUEUE_RESET);
  const added = await withStore(config, queue, (store) => restoreBackup(store, read, mark));
  const kept = read.tickets.length - added;
  const when = new Date(read.at).toISOString();
  print(
    `${queue}: ${String(added)} tickets from ${when} restored, ${String(kept)} already present; new numbers contain -${String(mark)}-`,
  );
}

/** Prints the backups of a queue. @throws QueueError if there are none. */
export async function list(config: Configuration, queue: string): Promise<void> {
  const names = await backups(config).list(queue);
  if (names.length === 0) throw new QueueError(`The queue "${queue}" has no backups yet.`);
  for (const name of names) print(name);
}

async function chosen(config: Configuration, queue: string, { file, blob, latest }: BackupOptions): Promise<Buffer> {
  if ([file, blob, latest || undefined].filter((source) => source !== undefined).length !== 1) {
    throw new UsageError('restore requires one of --blob <name>, --latest and --file <path>');
  }
  if (file !== undefined) {
    return await readFile(file).catch((error: unknown) => {
      throw fileError(file, error);
    });
  }
  const name = blob ?? (await backups(config).list(queue))[0];
  if (name === undefined) throw new QueueError(`The queue "${queue}" has no backups yet.`);
  return await backups(config).get(name);
}

function fileError(file = '', error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new BackupError(`The file ${file}, or its directory, does not exist.`);
  if (code === 'EEXIST') return new BackupError(`The file ${file} already exists: choose another, or delete it.`);
  return new BackupError(`The file ${file} cannot be used: ${message}.`);
}

function backups(config: Configuration): BackupContainer {
  return new BackupContainer(azureContainer(config, config.QUEUE_BACKUP_CONTAINER, {}));
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
