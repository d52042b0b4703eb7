import { LRUCache } from 'lru-cache';
import type { AnalysedLine } from './analysis/analysis.ts';
import { redacted } from './analysis/evidence.ts';
import { LineReader } from './formats/line-reader.ts';
import type { QueuedBatch, ReadLines } from './line-queue/line-queue.ts';
import { addedReadLines } from './line-queue/read-lines.ts';

/** Origins whose format is remembered. */
const REMEMBERED_ORIGINS = 2000;

const EXAMPLE_CHARACTERS = 200;

/** Clocks differ; a time further ahead than this is wrong, and would hide that the log ends. */
const MAX_AHEAD_MS = 300_000;

/** Lines that say something, and how many were read of each origin. */
export interface ReadBatches {
  readonly lines: readonly AnalysedLine[];
  readonly read: ReadonlyMap<string, ReadLines>;
}

/** Reads the lines of batches in the format of their origin. */
export class BatchReader {
  readonly #timeZone: string;
  readonly #trustedProxies: readonly string[];
  readonly #readers = new LRUCache<string, LineReader>({ max: REMEMBERED_ORIGINS });

  /** @param timeZone of lines whose time has none. @param trustedProxies addresses and prefixes. */
  constructor(timeZone: string, trustedProxies: readonly string[]) {
    this.#timeZone = timeZone;
    this.#trustedProxies = trustedProxies;
  }

  read(batches: readonly QueuedBatch[]): ReadBatches {
    const lines: AnalysedLine[] = [];
    const read = new Map<string, ReadLines>();
    for (const batch of batches)
      read.set(batch.origin, addedReadLines(read.get(batch.origin), this.#readBatch(batch, lines)));
    return { lines, read };
  }

  /** Forgets the formats, because lines will be read again. */
  reset(): void {
    this.#readers.clear();
  }

  #readBatch(batch: QueuedBatch, lines: AnalysedLine[]): ReadLines {
    const { origin, collected } = batch;
    const reader = this.#readerOf(batch);
    let [unreadable, newest, example] = [0, undefined as number | undefined, undefined as string | undefined];
    for (const line of batch.lines) {
      const event = reader.read(line, collected);
      if (event === undefined) {
        unreadable += 1;
        example ??= redacted(line, EXAMPLE_CHARACTERS);
        continue;
      }
      const time = event.time !== undefined && event.time > collected + MAX_AHEAD_MS ? collected : event.time;
      if (time !== undefined) newest = Math.max(newest ?? time, time);
      lines.push({ event, origin, line, collected });
    }
    return { read: batch.lines.length, unreadable, example, newest, format: reader.format };
  }

  #readerOf({ origin, format, collected }: QueuedBatch): LineReader {
    const offset = offsetOf(this.#timeZone, collected);
    const key = [format ?? '', offset, origin].join(' ');
    const known = this.#readers.get(key);
    if (known !== undefined) return known;
    const reader = new LineReader({ format, offset, trustedProxies: this.#trustedProxies });
    this.#readers.set(key, reader);
    return reader;
  }
}

/** Returns the minutes east of UTC of a time zone at a time. */
function offsetOf(timeZone: string, time: number): number {
  if (timeZone === 'UTC') return 0;
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(time);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d\d):(\d\d)$/.exec(name) ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -offset : offset;
}
