import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { dump } from 'js-yaml';
import { pino } from 'pino';
import { azureContainer } from '../common/azure/azure-container.ts';
import { ConfigurationError } from '../config/settings.ts';
import { readConfiguration } from '../configuration.ts';
import type { Configuration } from '../configuration.ts';
import { keyEntry, newKey } from './access/api-keys.ts';
import { SCOPES } from './access/access.ts';
import type { Scope } from './access/access.ts';
import { BackupContainer } from './backup/backup-container.ts';
import { BackupError, readBackup, restoreBackup, takeBackup, writeBackup } from './backup/backup-file.ts';
import { BusinessDay } from './business-day.ts';
import { closeDay } from './close-day.ts';
import { createStore } from './stores/create-store.ts';
import type { TicketStore } from './stores/ticket-store.ts';
import { isQueuePath, queuePath } from './ticket-queue.config.ts';

const USAGE = `usage: npm run queue -- <command> [options]

  key --name <who> --scopes <desk,supervisor> [--queues <names>]
                        makes an API key: shows it once, and the entry for QUEUE_KEYS_FILE
  backup [--file <path>] [--create-container]
                        into QUEUE_BACKUP_CONTAINER, where old ones are then deleted; or into a file
  list                  the backups there are, the newest first
  restore (--blob <name> | --latest | --file <path>)
                        takes a backup in; numbers given out from then on say so
  close-day             ends what waits since before today, and forgets what ended before

All but key work on QUEUE_NAME, or on each of --queues <names>, in the store that QUEUE_STORE names (docs/settings.md).
`;

/** Called wrongly: the message says what to change. */
class UsageError extends Error {}

const OPTIONS = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  queues: { type: 'string' },
  file: { type: 'string' },
  blob: { type: 'string' },
  latest: { type: 'boolean', default: false },
  'create-container': { type: 'boolean', default: false },
} as const;

type Parsed = ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof OPTIONS }>>;
type Options = Parsed['values'];
type Command = (config: Configuration, options: Options) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  key: (_config, options) => {
    makeKey(options);
    return Promise.resolve();
  },
  backup: async (config, options) => {
    for (const queue of queuesOf(config, options)) await backup(config, queue, options);
  },
  list: async (config, options) => {
    for (const queue of queuesOf(config, options)) {
      for (const name of await backups(config).list(queue)) say(name);
    }
  },
  restore: async (config, options) => {
    for (const queue of queuesOf(config, options)) await restore(config, queue, options);
  },
  'close-day': async (config, options) => {
    const day = new BusinessDay(config.QUEUE_TIME_ZONE).of(Date.now());
    for (const queue of queuesOf(config, options)) {
      const { ended, purged } = await withStore(config, queue, (store) => closeDay(store, day, Date.now()));
      say(`${queue}: ${String(ended)} tickets of before ${day} ended, ${String(purged)} forgotten`);
    }
  },
};

function makeKey({ name, scopes = '', queues = '' }: Options): void {
  const granted = listOf(scopes) as Scope[];
  if (
    name === undefined ||
    !/^[\w.-]{1,64}$/.test(name) ||
    granted.length === 0 ||
    !granted.every((scope) => SCOPES.includes(scope))
  ) {
    throw new UsageError(`key needs --name (letters, digits, . _ -) and --scopes (of ${SCOPES.join(', ')})`);
  }
  const key = newKey();
  process.stderr.write(`The key of ${name}, shown this once:\n${key}\n\nAdd this to keys: in QUEUE_KEYS_FILE:\n`);
  say(dump([keyEntry(name, key, granted, listOf(queues))]).trimEnd());
}

async function backup(config: Configuration, queue: string, options: Options): Promise<void> {
  const at = Date.now();
  const taken = await withStore(config, queue, (store) => takeBackup(store, queue, at));
  const bytes = writeBackup(taken);
  const told = `${queue}: ${String(taken.tickets.length)} tickets, ${String(bytes.length)} bytes`;
  if (options.file !== undefined) {
    await writeFile(options.file, bytes, { flag: 'wx' });
    say(`${told} to ${options.file}`);
    return;
  }
  const container = backups(config);
  if (options['create-container']) await container.createIfMissing();
  const name = await container.put(queue, at, bytes);
  // What cannot be read back is no backup.
  readBackup(await container.get(name));
  const gone = await container.prune(queue, config.QUEUE_BACKUP_KEEP_DAYS, at);
  say(`${told} to ${name}; ${String(gone.length)} old backups deleted`);
}

async function restore(config: Configuration, queue: string, options: Options): Promise<void> {
  const read = readBackup(await chosen(config, queue, options));
  if (read.queue !== queue) throw new BackupError(`The backup is of the queue "${read.queue}", not of "${queue}".`);
  const mark = new BusinessDay(config.QUEUE_TIME_ZONE).mark(Date.now(), config.QUEUE_RESET);
  const added = await withStore(config, queue, (store) => restoreBackup(store, read, mark));
  const kept = read.tickets.length - added;
  const when = new Date(read.at).toISOString();
  say(
    `${queue}: ${String(added)} tickets of ${when} restored, ${String(kept)} were there; numbers go on with -${String(mark)}-`,
  );
}

async function chosen(config: Configuration, queue: string, { file, blob, latest }: Options): Promise<Buffer> {
  if ([file, blob, latest || undefined].filter((way) => way !== undefined).length !== 1) {
    throw new UsageError('restore needs one of --blob <name>, --latest and --file <path>');
  }
  if (file !== undefined) return await readFile(file);
  const name = blob ?? (await backups(config).list(queue))[0];
  if (name === undefined) throw new BackupError(`There is no backup of the queue "${queue}" yet.`);
  return await backups(config).get(name);
}

async function withStore<Result>(
  config: Configuration,
  queue: string,
  work: (store: TicketStore) => Promise<Result>,
): Promise<Result> {
  const store = await createStore({ ...config, QUEUE_NAME: queue }, pino({ level: 'silent' }));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function backups(config: Configuration): BackupContainer {
  return new BackupContainer(azureContainer(config, config.QUEUE_BACKUP_CONTAINER, {}));
}

function queuesOf(config: Configuration, { queues }: Options): readonly string[] {
  const names = queues === undefined ? [queuePath(config)] : listOf(queues);
  const wrong = names.find((name) => !isQueuePath(name));
  if (wrong !== undefined) throw new UsageError(`--queues names ${JSON.stringify(wrong)}, which is no path of a queue`);
  return names;
}

function listOf(text: string): string[] {
  return text.split(',').filter((word) => word !== '');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function parse(): Parsed {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parse();
  const command = COMMANDS[positionals[0] ?? ''];
  if (command === undefined || positionals.length !== 1) throw new UsageError(`one command is needed\n\n${USAGE}`);
  await command(readConfiguration([], process.env), values);
}

try {
  await main();
} catch (error) {
  const isKnown = error instanceof UsageError || error instanceof BackupError || error instanceof ConfigurationError;
  // The errors of SDKs may be a page long: their code says enough.
  const { code, message } = error as { code?: string; message: string };
  process.stderr.write(`${isKnown ? message : `it failed: ${code ?? message}`}\n`);
  process.exitCode = 1;
}
