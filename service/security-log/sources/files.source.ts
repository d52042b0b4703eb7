import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { FollowedPath } from '../security-log.config.ts';
import type { Appender } from './appender.ts';
import { FollowedFile } from './followed-file.ts';
import { baseOf } from './generations.ts';
import type { LogSource } from './log-source.ts';

const POLL_MS = 1000;

/** Most files of one directory. */
const MAX_FILES = 1000;

/** Bytes that are looked at to tell a log from another file. */
const SAMPLE_BYTES = 1024;

/** What the source is made of. */
export interface FilesSourceOptions {
  readonly paths: readonly FollowedPath[];
  /** Name of this collector in origins. @default none */
  readonly collector: string | undefined;
  readonly appender: Appender;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Follows files, and the files of directories, those that come later included. */
export class FilesSource implements LogSource {
  readonly #options: FilesSourceOptions;
  readonly #files = new Map<string, FollowedFile>();
  readonly #failing = new Set<string>();
  #ended: Promise<unknown> = Promise.resolve();

  constructor(options: FilesSourceOptions) {
    this.#options = options;
  }

  start(): Promise<void> {
    this.#ended = Promise.all(this.#options.paths.map((path) => this.#follow(path)));
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#options.appender.stop();
    await this.#ended;
  }

  /** One path after the other would let a busy one delay the others. */
  async #follow(followed: FollowedPath): Promise<void> {
    const { signal } = this.#options.appender;
    while (!signal.aborted) {
      const paths = await this.#logsIn(followed.path);
      await Promise.all(paths.map((path) => this.#poll(path, followed.format)));
      await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #poll(path: string, format: string | undefined): Promise<void> {
    const { appender, logger, collector, now } = this.#options;
    const origin = `file:${collector === undefined ? '' : `${collector}:`}${path}`;
    let file = this.#files.get(path);
    if (file === undefined)
      this.#files.set(path, (file = new FollowedFile({ path, format, origin, appender, logger, now })));
    try {
      await file.poll();
      this.#failing.delete(path);
    } catch (error) {
      if (!this.#failing.has(path)) logger.error({ path, err: error }, 'a log file cannot be read');
      this.#failing.add(path);
    }
  }

  /** Returns the logs of a path under the names that they have before they are rotated. */
  async #logsIn(path: string): Promise<readonly string[]> {
    try {
      const file = await stat(path);
      if (!file.isDirectory()) return [path];
      const names = (await readdir(path)).filter((name) => !name.startsWith('.'));
      const bases = [...new Set(names.map(baseOf))].slice(0, MAX_FILES).map((name) => join(path, name));
      const known = bases.filter((base) => this.#files.has(base));
      const others = bases.filter((base) => !this.#files.has(base));
      const areLogs = await Promise.all(others.map((base) => isLog(base)));
      return [...known, ...others.filter((_, index) => areLogs[index])];
    } catch {
      // Neither it nor a rotated one exists yet, or it may not be read: following it reports why.
      return [path];
    }
  }
}

/** Whether a file, or a rotated one, is text: directories of logs also have binary files, such as wtmp. */
async function isLog(base: string): Promise<boolean> {
  const names = await readdir(dirname(base));
  const name = names.find((each) => each === basename(base)) ?? names.find((each) => baseOf(each) === basename(base));
  if (name === undefined || name.endsWith('.gz')) return false;
  try {
    const path = join(dirname(base), name);
    // Opening a pipe would wait for a writer.
    if (!(await stat(path)).isFile()) return false;
    const handle = await open(path);
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
      return bytesRead > 0 && !buffer.subarray(0, bytesRead).includes(0);
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}
