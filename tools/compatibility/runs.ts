import { join } from 'node:path';
import type { Ledger } from './runs/ledger.ts';
import { runBackups, runRollingUpdate, runSqliteFile } from './runs/queue-runs.ts';
import type { RunOptions } from './runs/queue-runs.ts';
import type { Versions } from './runs/replica.ts';
import { runSnapshots } from './runs/snapshot-run.ts';

type Run = (versions: Versions, options: RunOptions) => Promise<readonly Ledger[]>;

/** What two versions share, by the name of its directory. */
const RUNS: Readonly<Record<string, Run>> = {
  redis: async (versions, options) => [await runRollingUpdate(versions, options)],
  sqlite: async (versions, options) => [await runSqliteFile(versions, options)],
  backup: runBackups,
  snapshots: async (versions, options) => [await runSnapshots(versions, options)],
};

/** Returns every run, to be started in a directory of its own within `options.directory`. */
export function runsOf(versions: Versions, options: RunOptions): readonly (() => Promise<readonly Ledger[]>)[] {
  return Object.entries(RUNS).map(
    ([name, run]) =>
      () =>
        run(versions, { ...options, directory: join(options.directory, name) }),
  );
}
