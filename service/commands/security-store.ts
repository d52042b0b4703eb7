import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { DomainError } from '../common/domain-error.ts';
import { ConfigurationError } from '../config/settings.ts';
import { readConfiguration } from '../configuration.ts';
import { forgetSource } from '../security-log/blocklist/forget-source.ts';
import { FINDING } from '../security-log/findings/finding-backup.ts';
import type { Finding } from '../security-log/findings/finding.ts';
import { createStores } from '../security-log/stores/create-stores.ts';
import type { SecurityLogStores } from '../security-log/stores/create-stores.ts';
import { UsageError } from './command.errors.ts';

const USAGE = `usage: npm run security-store -- <command> [options]

  origins                   lists the origins of lines, with their format, newest line, and those that no format can read, as JSON
  dead-letters              lists lines that could not be analysed, and why, one batch on each line, as JSON
  replay (<id>... | --all)  puts dead letters into the queue again
  erase <source>            deletes findings, evidence, state and manual blocks of an address, an IPv6 network, or user:<name>
  backup --file <path>      writes all findings, one on each line, as JSON
  restore --file <path>     adds the findings of a backup; those that exist are kept

All commands work on the store set by SECURITY_LOG_STORE (docs/settings.md).
`;

const OPTIONS = {
  file: { type: 'string' },
  all: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Dead letters of one list. */
const MOST = 1000;

/** Findings stored at a time. */
const PAGE = 200;

const EVERYTHING = { from: -Infinity, to: Infinity };

type Parsed = ReturnType<typeof parseArgs<{ allowPositionals: true; options: typeof OPTIONS }>>;
type Command = (stores: SecurityLogStores, args: readonly string[], options: Parsed['values']) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  origins: async ({ findings }) => {
    for (const [origin, { newest, ...read }] of await findings.origins())
      print(
        JSON.stringify({ origin, ...read, ...(newest !== undefined && { newest: new Date(newest).toISOString() }) }),
      );
  },
  'dead-letters': async ({ queue }) => {
    for (const letter of await queue.deadLetters(MOST)) print(JSON.stringify(letter));
  },
  replay: async ({ queue }, ids, { all }) => {
    if (all === ids.length > 0) throw new UsageError('Specify the ids of dead letters, or --all.');
    let replayed = await queue.replay(ids);
    while (all) {
      const page = await queue.deadLetters(MOST);
      if (page.length === 0) break;
      replayed += await queue.replay(page.map(({ id }) => id));
    }
    print(`${String(replayed)} dead letters replayed`);
  },
  erase: async ({ queue, findings, blocklist }, [source, ...others]) => {
    if (source === undefined || source === '' || others.length > 0)
      throw new UsageError('Specify one source, such as 192.0.2.7 or user:root.');
    const erased = await findings.erase(source);
    await forgetSource(blocklist, source);
    const { lines } = await queue.lag();
    print(`${String(erased)} findings of ${source} erased`);
    if (lines > 0) print(`${String(lines)} lines wait to be analysed: repeat the command when none does`);
  },
  backup: async ({ findings }, _args, options) => {
    let count = 0;
    const lines = async function* (): AsyncIterable<string> {
      for await (const finding of findings.each(EVERYTHING)) {
        count += 1;
        yield `${JSON.stringify(finding)}\n`;
      }
    };
    await pipeline(lines, createWriteStream(fileOf(options), { mode: 0o600 }));
    print(`${String(count)} findings backed up`);
  },
  restore: async ({ findings }, _args, options) => {
    const saved = await readBackup(fileOf(options));
    let restored = 0;
    for (let begin = 0; begin < saved.length; begin += PAGE)
      restored += await findings.restore(saved.slice(begin, begin + PAGE));
    print(`${String(restored)} of ${String(saved.length)} findings restored`);
  },
};

/** Reads a whole backup before anything is stored. @throws UsageError that names the first invalid line. */
async function readBackup(file: string): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const result = FINDING.safeParse(parsed(line));
    if (!result.success) {
      const { path = [], message = '' } = result.error.issues[0] ?? {};
      throw new UsageError(
        `Line ${String(findings.length + 1)} of --file is not a finding: ${path.join('.')}: ${message}`,
      );
    }
    findings.push(result.data);
  }
  return findings;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function fileOf({ file }: Parsed['values']): string {
  if (file === undefined) throw new UsageError('Specify the file: --file <path>.');
  return file;
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
  const [name = '', ...args] = positionals;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new UsageError(
      `${name === '' ? 'Specify a command' : `Unknown command ${JSON.stringify(name)}`}: use one of ${Object.keys(COMMANDS).join(', ')}.\n\n${USAGE}`,
    );
  const stores = await createStores(readConfiguration(process.env), pino({ level: 'silent' }));
  try {
    await command(stores, args, values);
  } finally {
    await stores.queue.close();
  }
}

try {
  await main();
} catch (error) {
  const { code, path, message } = error as NodeJS.ErrnoException;
  const isKnown = [UsageError, ConfigurationError, DomainError].some((kind) => error instanceof kind);
  process.stderr.write(
    `${isKnown ? message : `The command failed: ${path === undefined ? (code ?? message) : message}`}\n`,
  );
  process.exitCode = 1;
}
