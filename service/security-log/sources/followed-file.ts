import type { Logger } from 'pino';
import { LinePositionError } from '../security-log.errors.ts';
import type { Appender } from './appender.ts';
import { generationAt, positionIn, positionOfText, textOfPosition } from './file-position.ts';
import { bytesFrom, generationsOf } from './generations.ts';
import type { Generation } from './generations.ts';
import { LineSplitter } from './line-splitter.ts';
import type { SplitLines } from './line-splitter.ts';

/** A rotated file is complete when it was not written for so long: servers keep it open until they are told. */
const GRACE_MS = 5000;

/** How often a file that was read may be missing before it counts as deleted: it may be replaced at this moment. */
const MISSING = 5;

/** What a followed file is made of. */
export interface FollowedFileOptions {
  readonly path: string;
  /** Name of the format; undefined to detect it. */
  readonly format: string | undefined;
  readonly origin: string;
  readonly appender: Appender;
  readonly logger: Logger;
  readonly now: () => number;
}

/** A place to continue: before the first byte that was not read. */
interface Place {
  readonly generation: Generation;
  readonly offset: number;
}

/**
 * One log, through all its rotations: renamed, copied and truncated, compressed. The queue records the position with the lines, so that
 * none is lost or read twice. A position always has at least one line before it, by whose bytes its file is recognised.
 */
export class FollowedFile {
  readonly #options: FollowedFileOptions;
  #position: string | undefined;
  #isLoaded = false;
  #missing = 0;
  #isAbsent = false;
  /** The file and size at which nothing was left to read. */
  #unchanged = '';

  constructor(options: FollowedFileOptions) {
    this.#options = options;
  }

  /** Reads what is new, with all rotated files. Returns when nothing is left, or the process stops. */
  async poll(): Promise<void> {
    try {
      while (await this.#step());
    } catch (error) {
      // Another process, or an answer that was lost: the recorded position decides.
      this.#isLoaded = false;
      if (error instanceof LinePositionError) this.#options.logger.warn({ reason: error.message }, 'log file position');
      else if (!isTransient(error)) throw error;
    }
  }

  /** Reads one generation to its end. Returns whether another follows. */
  async #step(): Promise<boolean> {
    const { path, origin, appender } = this.#options;
    if (!this.#isLoaded) {
      this.#position = await appender.positionOf(origin);
      this.#isLoaded = true;
    }
    const generations = await generationsOf(path);
    if (generations.length === 0) return this.#reportAbsence();
    const mark = generations.map(({ inode, size, modified }) => [inode, size, modified].join()).join(' ');
    if (mark === this.#unchanged) return false;
    const place = await this.#placeIn(generations);
    if (place === undefined) return false;
    for (const generation of generations.slice(generations.indexOf(place.generation))) {
      const offset = generation === place.generation ? place.offset : 0;
      if (await this.#drain({ generation, offset })) return true;
      if (!this.#isComplete(generation)) break;
    }
    // Nothing is left to read, unless a rotated file is not complete yet.
    if (!appender.signal.aborted && generations.every((each) => each.isCurrent || this.#isComplete(each)))
      this.#unchanged = mark;
    return false;
  }

  #reportAbsence(): false {
    const { path, logger } = this.#options;
    if (!this.#isAbsent) logger.warn({ path }, 'a log file of SECURITY_LOG_FILES does not exist yet');
    this.#isAbsent = true;
    return false;
  }

  async #placeIn(generations: readonly Generation[]): Promise<Place | undefined> {
    const [oldest] = generations;
    const position = positionOfText(this.#position);
    if (position === undefined) return oldest && { generation: oldest, offset: 0 };
    const generation = await generationAt(generations, position);
    if (generation !== undefined) {
      this.#missing = 0;
      return { generation, offset: position.offset };
    }
    this.#missing += 1;
    if (this.#missing < MISSING) return undefined;
    this.#missing = 0;
    const { path, logger } = this.#options;
    logger.warn({ path }, 'a log file was deleted before its end was read; continuing with the next');
    const unread = generations.find(({ modified, isCurrent }) => isCurrent || modified > position.modified);
    return unread && { generation: unread, offset: 0 };
  }

  /** Appends the lines from a place to the end of the file. Returns whether there were any. */
  async #drain({ generation, offset }: Place): Promise<boolean> {
    const splitter = new LineSplitter();
    let [at, wasRead] = [offset, false];
    const append = async (batches: Iterable<SplitLines>): Promise<boolean> => {
      for (const { lines, bytes } of batches) {
        if (!(await this.#append(generation, lines, at + bytes))) return false;
        at += bytes;
        wasRead = true;
      }
      return true;
    };
    for await (const chunk of bytesFrom(generation, offset)) if (!(await append(splitter.push(chunk)))) return wasRead;
    await append(splitter.take(this.#isComplete(generation)));
    return wasRead;
  }

  async #append(generation: Generation, lines: readonly string[], end: number): Promise<boolean> {
    const { origin, format, appender, now } = this.#options;
    const after = textOfPosition(await positionIn(generation, end));
    const position = { before: this.#position, after };
    if (!(await appender.append({ origin, format, lines, collected: now(), position }))) return false;
    this.#position = after;
    return true;
  }

  #isComplete({ isCurrent, isCompressed, modified }: Generation): boolean {
    return !isCurrent && (isCompressed || this.#options.now() - modified > GRACE_MS);
  }
}

/** Files come and go while they are rotated. */
function isTransient(error: unknown): boolean {
  if (error instanceof LinePositionError) return true;
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || /was (?:rotated|truncated)$|unexpected end of file/.test(message);
}
