import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { dump } from 'js-yaml';
import { keyEntry, newKey } from '../../../service/access/api-keys.ts';
import { RedisServer } from '../../../service/test/redis.ts';
import { Ledger } from './ledger.ts';
import { QUEUE } from './queue-client.ts';
import { QueueLoad, verifyTickets } from './queue-load.ts';
import type { Target } from './queue-load.ts';
import { Fleet } from './replica.ts';
import type { Version, Versions } from './replica.ts';

/** Parameters of all runs. */
export interface RunOptions {
  /** An empty directory for the files of the run. */
  readonly directory: string;
  readonly seed: number;
  /** Time under load before each change of version, in milliseconds. */
  readonly phaseMs: number;
}

/** A desk's key, and the settings of a queue that knows it. */
interface Desk {
  readonly key: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Replaces two replicas on one Redis by the new version and back, one at a time, while clients use both. */
export async function runRollingUpdate(versions: Versions, options: RunOptions): Promise<Ledger> {
  const ledger = new Ledger('rolling update on one Redis');
  const redis = await RedisServer.start();
  const desk = createDesk(options.directory);
  const environment = {
    ...desk.environment,
    QUEUE_STORE: 'redis',
    ACCESS_STORE: 'redis',
    REDIS_PORT: String(redis.port),
  };
  const fleet = new Fleet();
  const target = { key: desk.key, urls: fleet.urls };
  try {
    await fleet.add(versions.old, environment);
    await fleet.add(versions.old, environment);
    const load = new QueueLoad(ledger, target, options.seed);
    for (const version of [versions.new, versions.new, versions.old, versions.old]) {
      await sleep(options.phaseMs);
      await fleet.add(version, environment);
      await sleep(options.phaseMs);
      await fleet.removeOldest(ledger);
    }
    await load.stop();
    await fleet.add(versions.new, environment);
    await verifyTickets(ledger, target);
  } finally {
    await fleet.end();
    await redis.stop();
  }
  return ledger;
}

/** Uses one SQLite file with the old version, the new one, and both once more, one after the other. */
export async function runSqliteFile(versions: Versions, options: RunOptions): Promise<Ledger> {
  const ledger = new Ledger('one SQLite file');
  const desk = createDesk(options.directory);
  const environment = { ...desk.environment, ...sqliteIn(join(options.directory, 'store')) };
  for (const version of [versions.old, versions.new, versions.old, versions.new])
    await useOnce(version, environment, { ledger, key: desk.key, options });
  return ledger;
}

/** Backs up with each version what it issued, restores it with the other into an empty store, and uses that. */
export async function runBackups(versions: Versions, options: RunOptions): Promise<Ledger[]> {
  const ledgers: Ledger[] = [];
  for (const [writer, reader] of [
    [versions.old, versions.new],
    [versions.new, versions.old],
  ] as const) {
    const ledger = new Ledger(`backup of the ${writer.name} version restored by the ${reader.name} one`);
    const desk = createDesk(join(options.directory, writer.name));
    const [from, to] = ['from', 'to'].map((name) => sqliteIn(join(options.directory, writer.name, name)));
    const file = join(options.directory, writer.name, 'backup.jsonl');
    const use = { ledger, key: desk.key, options };
    await useOnce(writer, { ...desk.environment, ...from }, use);
    await queueCommand(writer, { ...from }, 'backup', '--file', file);
    await queueCommand(reader, { ...to }, 'restore', '--file', file);
    await useOnce(reader, { ...desk.environment, ...to }, use);
    ledgers.push(ledger);
  }
  return ledgers;
}

interface Use {
  readonly ledger: Ledger;
  readonly key: string;
  readonly options: RunOptions;
}

/** Starts a version, compares the tickets so far, applies load, compares again, and stops it. */
async function useOnce(version: Version, environment: NodeJS.ProcessEnv, { ledger, key, options }: Use): Promise<void> {
  const fleet = new Fleet();
  const target: Target = { key, urls: fleet.urls };
  try {
    await fleet.add(version, environment);
    await verifyTickets(ledger, target);
    // Other keys than before, because a repeated key is a repeated request.
    const load = new QueueLoad(ledger, target, options.seed + ledger.figures.requests);
    await sleep(options.phaseMs);
    await load.stop();
    await verifyTickets(ledger, target);
    await fleet.removeOldest(ledger);
  } finally {
    await fleet.end();
  }
}

function sqliteIn(directory: string): NodeJS.ProcessEnv {
  return { QUEUE_STORE: 'sqlite', QUEUE_DIRECTORY: directory, ACCESS_STORE: 'sqlite', ACCESS_DIRECTORY: directory };
}

/** Creates a key of a desk, and the settings of the queue. */
function createDesk(directory: string): Desk {
  mkdirSync(directory, { recursive: true });
  const key = newKey();
  const file = join(directory, 'keys.yaml');
  writeFileSync(file, dump({ keys: [keyEntry('desk', key, ['desk', 'supervisor'])] }));
  return {
    key,
    environment: {
      FEATURES: 'ticket-queue',
      QUEUE_NAME: QUEUE,
      QUEUE_KEYS_FILE: file,
      QUEUE_TICKETS_PER_MINUTE: '0',
      QUEUE_MAX_WAITING: '0',
    },
  };
}

/** Runs `npm run queue` of a version. @throws Error with its output if it fails. */
async function queueCommand(version: Version, environment: NodeJS.ProcessEnv, ...args: string[]): Promise<void> {
  const { PATH } = process.env;
  await promisify(execFile)(process.execPath, ['service/commands/queue.ts', ...args], {
    cwd: version.root,
    env: { PATH, QUEUE_NAME: QUEUE, ...environment },
  });
}
