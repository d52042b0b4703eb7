import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { ACCESS_SCOPES, INSTALLATION } from '../access/access.scopes.ts';
import { AuditLog } from '../access/audit-log.ts';
import { KeyRegistry, ROTATION_OVERLAP_HOURS } from '../access/key-registry.ts';
import type { IssuedKey, KeyRequest, ListedKey } from '../access/key-registry.ts';
import { createAccessStore } from '../access/stores/create-access-store.ts';
import { DomainError } from '../common/domain-error.ts';
import { ConfigurationError } from '../config/settings.ts';
import { readConfiguration } from '../configuration.ts';
import { SECURITY_LOG_SCOPES } from '../security-log/security-log.access.ts';
import { isQueuePath } from '../ticket-queue/ticket-queue.config.ts';
import { QUEUE_SCOPES } from '../ticket-queue/ticket-queue.access.ts';
import { UsageError } from './command.errors.ts';

const SCOPES = { ...ACCESS_SCOPES, ...QUEUE_SCOPES, ...SECURITY_LOG_SCOPES };
const WORDS = Object.keys(SCOPES).join(',');

const USAGE = `usage: npm run keys -- <command> [options]

  list                  lists the managed keys: id, name, first characters, scopes, queues, last use, expiry
  create --name <who> --scopes <${WORDS}> [--queues <names>] [--days <number>]
                        creates a key and prints it once
  rotate <id> [--overlap-hours <number>]
                        creates a key with the same rights; the old one expires after the overlap (${String(ROTATION_OVERLAP_HOURS)} hours)
  revoke <id>           revokes a key: within a second no process accepts it any more

The keys are in the store set by ACCESS_STORE (docs/settings.md). Keys of QUEUE_KEYS_FILE are changed in the file.
`;

const OPTIONS = {
  name: { type: 'string' },
  scopes: { type: 'string', default: '' },
  queues: { type: 'string', default: '' },
  days: { type: 'string' },
  'overlap-hours': { type: 'string', default: String(ROTATION_OVERLAP_HOURS) },
  help: { type: 'boolean', default: false },
} as const;

type Options = ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof OPTIONS }>>['values'];

/** What a command works with. */
interface Tools {
  readonly keys: KeyRegistry;
  readonly options: Options;
  /** The id given after the command. */
  readonly id: string;
  /** Records an event in the audit log, as done by the operating system's user. */
  readonly record: (event: string, entry: IssuedKey['entry'], facts?: Readonly<Record<string, unknown>>) => void;
}

const MAX_OVERLAP_HOURS = 720;

/** Name of the actor in the audit log: whoever can run this has access to the storage. */
const BY = 'command:keys';

const COMMANDS: Readonly<Record<string, (tools: Tools) => Promise<void>>> = {
  list: async ({ keys }) => {
    for (const key of await keys.list()) say(lineOf(key));
  },
  create: async ({ keys, options, record }) => {
    const issued = await keys.create(requestOf(options), BY);
    record('key-create', issued.entry);
    show(issued);
  },
  rotate: async ({ keys, options, id, record }) => {
    const issued = await keys.rotate(id, BY, overlapOf(options));
    record('key-rotate', issued.entry, { replaces: id });
    show(issued);
  },
  revoke: async ({ keys, id, record }) => {
    const entry = await keys.revoke(id);
    record('key-revoke', entry);
    say(`Revoked ${id} (${entry.name}).`);
  },
};

function requestOf({ name = '', scopes, queues, days }: Options): KeyRequest {
  const only = listOf(queues);
  const wrong = only.find((queue) => !isQueuePath(queue));
  if (wrong !== undefined)
    throw new UsageError(`--queues contains ${JSON.stringify(wrong)}, which is not a valid queue path`);
  return {
    name,
    scopes: listOf(scopes),
    ...(only.length > 0 && { only: { queue: only } }),
    ...(days !== undefined && { days: Number(days) }),
  };
}

function overlapOf({ 'overlap-hours': text }: Options): number {
  if (/^\d{1,3}$/.test(text) && Number(text) <= MAX_OVERLAP_HOURS) return Number(text);
  throw new UsageError(`--overlap-hours must be an integer from 0 to ${String(MAX_OVERLAP_HOURS)}`);
}

function listOf(text: string): string[] {
  return text.split(',').filter((word) => word !== '');
}

function lineOf({ id, name, kind, prefix = '', scopes, only, lastUsedAt, expiresAt }: ListedKey): string {
  const queues = only['queue']?.join(',') ?? 'all';
  return [id, name, kind, prefix, scopes.join(','), queues, day(lastUsedAt), day(expiresAt)].join('\t');
}

function day(at: number | undefined): string {
  return at === undefined ? 'never' : new Date(at).toISOString();
}

/** The key goes to the terminal, its id to the output. */
function show({ key, entry }: IssuedKey): void {
  process.stderr.write(`Key for ${entry.name}, shown only once:\n${key}\n`);
  say(entry.id);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function main(): Promise<void> {
  const { values: options, positionals } = parse();
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const [name = '', id = '', ...rest] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  const needsId = name === 'rotate' || name === 'revoke';
  if (command === undefined || rest.length > 0 || needsId === (id === ''))
    throw new UsageError(`Specify one command.\n\n${USAGE}`);
  const config = readConfiguration(process.env);
  const logger = pino({ level: 'silent' });
  const store = await createAccessStore(config, logger, Date.now);
  const log = new AuditLog(store, logger, { keepDays: config.AUDIT_KEEP_DAYS, now: Date.now });
  const record: Tools['record'] = (event, { id: key, name: owner, scopes, only, expiresAt }, more) => {
    const facts = { key, name: owner, scopes, only, expiresAt, ...more };
    log.append({ event, actor: BY, resource: INSTALLATION, requestId: '', facts });
  };
  try {
    await command({ keys: new KeyRegistry(store, SCOPES, Date.now), options, id, record });
  } finally {
    await log.onApplicationShutdown();
    if (log.waiting > 0) warn('The change was made, but could not be written to the audit log.');
  }
}

function warn(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

function parse(): { values: Options; positionals: readonly string[] } {
  try {
    return parseArgs({ allowPositionals: true, options: OPTIONS });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

try {
  await main();
} catch (error) {
  const isKnown = [UsageError, ConfigurationError, DomainError].some((kind) => error instanceof kind);
  const { code, message } = error as { code?: string; message: string };
  warn(isKnown ? message : `The command failed: ${code ?? message}`);
}
