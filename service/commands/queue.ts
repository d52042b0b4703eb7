import { parseArgs } from 'node:util';
import { dump } from 'js-yaml';
import { ConfigurationError } from '../config/settings.ts';
import { readConfiguration } from '../configuration.ts';
import type { Configuration } from '../configuration.ts';
import { keyEntry, newKey } from '../access/api-keys.ts';
import { QUEUE_SCOPES } from '../ticket-queue/ticket-queue.access.ts';
import { backup, list, restore } from './queue-backup.ts';
import { BackupError } from '../ticket-queue/backup/backup-file.ts';
import { TimeZone } from '../common/time-zone.ts';
import { closeDay } from '../ticket-queue/close-day.ts';
import { QueueError, UsageError } from './command.errors.ts';
import { TicketStoreUnavailableError } from '../ticket-queue/ticket-queue.errors.ts';
import { isQueuePath, queuePath } from '../ticket-queue/ticket-queue.config.ts';
import { withQueue } from './queue-stores.ts';

const USAGE = `usage: npm run queue -- <command> [options]

  key --name <who> --scopes <desk,supervisor> [--queues <names>]
                        creates an API key and prints it once, with the entry for QUEUE_KEYS_FILE
  backup [--file <path>] [--create-container] [--allow-empty]
                        backs up to QUEUE_BACKUP_CONTAINER and deletes old backups there, or to a file
  list                  lists the backups, newest first
  restore (--blob <name> | --latest | --file <path>)
                        restores a backup; numbers issued afterwards carry a mark
  close-day [--allow-empty]
                        closes tickets still open from earlier days, and deletes closed ones

All commands except key work on QUEUE_NAME, or on each of --queues <names>, in the store set by QUEUE_STORE (docs/settings.md).
A command fails if the queue does not exist, and backup also if it has no tickets, unless --allow-empty is given.
`;

const OPTIONS = {
  name: { type: 'string' },
  scopes: { type: 'string' },
  queues: { type: 'string' },
  file: { type: 'string' },
  blob: { type: 'string' },
  latest: { type: 'boolean', default: false },
  'create-container': { type: 'boolean', default: false },
  'allow-empty': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

type Parsed = ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof OPTIONS }>>;
type Options = Parsed['values'];
type Command = (config: Configuration, options: Options) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  key: (_config, options) => {
    makeKey(options);
    return Promise.resolve();
  },
  backup: (config, options) => forEachQueue(config, options, (queue) => backup(config, queue, options)),
  list: (config, options) => forEachQueue(config, options, (queue) => list(config, queue)),
  restore: (config, options) => forEachQueue(config, options, (queue) => restore(config, queue, options)),
  'close-day': async (config, options) => {
    const day = new TimeZone(config.QUEUE_TIME_ZONE).at(Date.now()).date;
    await forEachQueue(config, options, async (queue) => {
      const { ended, purged } = await withQueue(config, queue, options['allow-empty'], async (store) => {
        const at = Date.now();
        const closed = await closeDay(store, day, at);
        await store.recordSuccess('close-day', at);
        return closed;
      });
      print(`${queue}: ${String(ended)} tickets from before ${day} closed, ${String(purged)} deleted`);
    });
  },
};

/** Runs a command for all queues, then reports all errors. */
async function forEachQueue(
  config: Configuration,
  options: Options,
  work: (queue: string) => Promise<void>,
): Promise<void> {
  const wrong: string[] = [];
  for (const queue of queuesOf(config, options)) {
    try {
      await work(queue);
    } catch (error) {
      if (!(error instanceof QueueError)) throw error;
      wrong.push(error.message);
    }
  }
  if (wrong.length > 0) throw new QueueError(wrong.join('\n'));
}

function makeKey({ name, scopes = '', queues = '' }: Options): void {
  const granted = listOf(scopes);
  if (
    name === undefined ||
    !/^[\w.-]{1,64}$/.test(name) ||
    granted.length === 0 ||
    !granted.every((scope) => Object.hasOwn(QUEUE_SCOPES, scope))
  ) {
    throw new UsageError(
      `key requires --name (letters, digits, . _ -) and --scopes (of ${Object.keys(QUEUE_SCOPES).join(', ')})`,
    );
  }
  const key = newKey();
  process.stderr.write(
    `API key for ${name}, shown only once:\n${key}\n\nAdd this entry under keys: in QUEUE_KEYS_FILE:\n`,
  );
  print(dump([keyEntry(name, key, granted, { queue: listOf(queues) })]).trimEnd());
}

function queuesOf(config: Configuration, { queues }: Options): readonly string[] {
  const names = queues === undefined ? [queuePath(config)] : listOf(queues);
  const wrong = names.find((name) => !isQueuePath(name));
  if (wrong !== undefined)
    throw new UsageError(`--queues contains ${JSON.stringify(wrong)}, which is not a valid queue path`);
  return names;
}

function listOf(text: string): string[] {
  return text.split(',').filter((word) => word !== '');
}

function print(line: string): void {
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
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [name = ''] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined && name !== '') {
    throw new UsageError(`Unknown command ${JSON.stringify(name)}: use one of ${Object.keys(COMMANDS).join(', ')}.`);
  }
  if (command === undefined || positionals.length !== 1) throw new UsageError(`Specify one command.\n\n${USAGE}`);
  await command(readConfiguration(process.env), values);
}

function textOf(error: unknown): string {
  const { code, message } = error as { code?: string; message: string };
  if (code === 'ContainerNotFound')
    return 'The container QUEUE_BACKUP_CONTAINER does not exist: choose another, or create it with backup --create-container.';
  const isKnown = [UsageError, QueueError, BackupError, ConfigurationError, TicketStoreUnavailableError].some(
    (kind) => error instanceof kind,
  );
  // Errors of SDKs can be a page long: the code is enough.
  return isKnown ? message : `The command failed: ${code ?? message}`;
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${textOf(error)}\n`);
  process.exitCode = 1;
}
