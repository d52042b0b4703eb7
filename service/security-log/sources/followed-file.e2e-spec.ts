import {
  appendFileSync,
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { effects } from '../../test/given-finding.ts';
import { SecurityLogSqlite } from '../../test/security-log-media.ts';
import { MAX_LINE_CHARACTERS } from '../line-queue/line-batches.ts';
import type { SecurityLogStores } from '../stores/create-stores.ts';
import { Appender } from './appender.ts';
import { FollowedFile } from './followed-file.ts';

const SECOND_MS = 1000;

describe(FollowedFile.name, () => {
  const medium = new SecurityLogSqlite();
  let directory: string;
  let path: string;
  let stores: SecurityLogStores;
  let file: FollowedFile;
  let counted: number;
  let now: number;
  let number: number;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kiosque-follow-'));
    path = join(directory, 'access.log');
    await medium.start();
    await medium.clear();
    stores = medium.open();
    [counted, number, now] = [0, 0, Date.now() + 60 * SECOND_MS];
    file = start();
  });
  afterEach(async () => {
    await stores.queue.close();
    await medium.stop();
    rmSync(directory, { recursive: true });
  });

  /** As another process that continues where the last one ended. */
  function start(): FollowedFile {
    const logger = pino({ level: 'silent' });
    const appender = new Appender(stores.queue, logger, (_, lines) => (counted += lines));
    return new FollowedFile({ path, format: undefined, origin: `file:${path}`, appender, logger, now: () => now });
  }

  /** Everything that was appended and not taken yet. */
  async function taken(): Promise<string[]> {
    const all: string[] = [];
    for (;;) {
      const batches = await stores.queue.read(100_000, AbortSignal.timeout(100));
      if (batches.length === 0) return all;
      all.push(...batches.flatMap(({ lines }) => lines));
      await stores.queue.commit(batches, effects());
    }
  }

  async function polled(times = 1): Promise<string[]> {
    for (let time = 0; time < times; time++) await file.poll();
    return await taken();
  }

  /** Writes numbered lines, of which no two are the same. */
  function write(count: number, to = path): void {
    const lines = Array.from({ length: count }, () => `line ${++number}\n`);
    appendFileSync(to, lines.join(''));
  }
  const numbered = (from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}`);
  const compress = (name: string): void => {
    const { atime, mtime } = { atime: new Date(), mtime: new Date(now - 30 * SECOND_MS + ++number) };
    writeFileSync(`${name}.gz`, gzipSync(readFileSync(name)));
    utimesSync(`${name}.gz`, atime, mtime);
    unlinkSync(name);
  };
  /** Sets the time of the last write; files that are written within a millisecond are still in order. */
  const age = (name: string, seconds: number): void =>
    utimesSync(name, new Date(), new Date(now - seconds * SECOND_MS));

  it('should read what is there, then what is added, each line once, also after a restart', async () => {
    write(1234);
    expect(await polled()).toEqual(numbered(1, 1234));
    expect(await polled()).toEqual([]);
    write(2);
    expect(await polled()).toEqual(numbered(1235, 1236));
    file = start();
    expect(await polled()).toEqual([]);
    write(1);
    expect(await polled()).toEqual(numbered(1237, 1237));
    expect(counted).toBe(1237);
  });

  it('should wait for the end of a line, and for a file that does not exist yet', async () => {
    expect(await polled()).toEqual([]);
    appendFileSync(path, 'half');
    expect(await polled()).toEqual([]);
    appendFileSync(path, ' a line\r\nnext');
    expect(await polled()).toEqual(['half a line']);
    appendFileSync(path, '\n');
    expect(await polled()).toEqual(['next']);
  });

  it('should finish a file that was renamed before it reads the next, even if the last line has no end', async () => {
    write(3);
    expect(await polled()).toEqual(numbered(1, 3));
    write(2);
    appendFileSync(path, 'unfinished');
    renameSync(path, `${path}.1`);
    write(2);
    // The server still writes to the old file until it is told.
    now = Date.now();
    expect(await polled()).toEqual(numbered(4, 5));
    now += 6 * SECOND_MS;
    expect(await polled()).toEqual(['unfinished', ...numbered(6, 7)]);
    expect(await polled(2)).toEqual([]);
  });

  it('should read lines that a server writes to a renamed file', async () => {
    write(1);
    await polled();
    renameSync(path, `${path}.1`);
    write(1);
    now = Date.now();
    expect(await polled()).toEqual([]);
    appendFileSync(`${path}.1`, 'late\n');
    expect(await polled()).toEqual(['late']);
    now += 6 * SECOND_MS;
    expect(await polled()).toEqual(['line 2']);
  });

  it('should read every file that was rotated while the process did not run', async () => {
    write(700);
    expect(await polled()).toHaveLength(700);
    write(1);
    renameSync(path, `${path}.3`);
    write(600);
    renameSync(path, `${path}.2`);
    write(2);
    renameSync(path, `${path}.1`);
    write(3);
    for (const [index, name] of ['.3', '.2', '.1', ''].entries()) age(path + name, 40 - index);
    file = start();
    expect(await polled()).toEqual(numbered(701, 1306));
    expect(await polled(2)).toEqual([]);
  });

  it('should continue in a file that was renamed and compressed', async () => {
    write(900);
    await polled();
    write(100);
    renameSync(path, `${path}.1`);
    const last = number;
    compress(`${path}.1`);
    number = last;
    write(2);
    file = start();
    expect(await polled()).toEqual(numbered(901, 1002));
    expect(await polled(2)).toEqual([]);
  });

  it('should read a file that was renamed while it is compressed, once', async () => {
    write(5);
    await polled();
    write(5);
    renameSync(path, `${path}.1`);
    const whole = gzipSync(readFileSync(`${path}.1`));
    writeFileSync(`${path}.1.gz`, whole.subarray(0, 20));
    write(1);
    expect(await polled()).toEqual(numbered(6, 11));
    writeFileSync(`${path}.1.gz`, whole);
    unlinkSync(`${path}.1`);
    write(1);
    expect(await polled(2)).toEqual(numbered(12, 12));
  });

  it.each(['', '.gz'])('should continue in the copy of a file that was truncated %s', async (extension) => {
    write(10);
    await polled();
    write(10);
    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    age(`${path}.1`, 20);
    const last = number;
    if (extension === '.gz') compress(`${path}.1`);
    number = last;
    expect(await polled()).toEqual(numbered(11, 20));
    write(1);
    expect(await polled()).toEqual(numbered(21, 21));
    write(40);
    expect(await polled()).toEqual(numbered(22, 61));
    expect(await polled(2)).toEqual([]);
  });

  it('should notice that a file was truncated although it is longer than before', async () => {
    write(10);
    await polled();
    copyFileSync(path, `${path}.1`);
    age(`${path}.1`, 20);
    truncateSync(path);
    write(50);
    expect(await polled()).toEqual(numbered(11, 60));
  });

  it('should begin with the oldest file, and not stop at empty ones', async () => {
    for (const [index, name] of ['.4', '.3', '.2', '.1', ''].entries()) {
      writeFileSync(path + name, '');
      if (['.4', '.1', ''].includes(name)) write(2, path + name);
      age(path + name, 40 - index);
    }
    const last = number;
    compress(`${path}.4`);
    age(`${path}.4.gz`, 50);
    number = last;
    expect(await polled()).toEqual(numbered(1, 6));
    expect(await polled(2)).toEqual([]);
    for (const name of ['.1', '']) writeFileSync(path + name, '');
    renameSync(path, `${path}.0`);
    writeFileSync(path, '');
    age(`${path}.0`, 10);
    write(1);
    expect(await polled(6)).toEqual(['line 7']);
  });

  it('should follow files whose names have the date', async () => {
    path = join(directory, 'access.log');
    const dated = (day: number): string => join(directory, `access.2026-11-${day}.log`);
    write(2, dated(20));
    age(dated(20), 50);
    expect(await polled()).toEqual(numbered(1, 2));
    write(2, dated(20));
    age(dated(20), 40);
    write(2, dated(21));
    age(dated(21), 30);
    write(2, dated(22));
    age(dated(22), 5);
    expect(await polled()).toEqual(numbered(3, 8));
  });

  it('should go on with the next file if the one it read was deleted', async () => {
    write(3);
    age(path, 30);
    await polled();
    unlinkSync(path);
    write(1, `${path}.1`);
    age(`${path}.1`, 20);
    write(1);
    expect(await polled(4)).toEqual([]);
    expect(await polled()).toEqual(numbered(4, 5));
  });

  it('should not confuse files that reuse an inode', async () => {
    write(20);
    age(path, 30);
    await polled();
    writeFileSync(path, '');
    truncateSync(path);
    number = 100;
    write(50);
    expect(await polled(6)).toEqual(numbered(101, 150));
  });

  it('should keep the start of a line that is too long, and never take its end for a line', async () => {
    const forged = 'x'.repeat(300_000);
    appendFileSync(path, `${forged}Failed password for root from 192.0.2.1 port 22 ssh2\n\u0000é\n`);
    appendFileSync(path, Buffer.from([0xff, 0xfe, 0x0a]));
    const lines = await polled();
    expect(lines.map((line) => line.length)).toEqual([MAX_LINE_CHARACTERS, 2, 2]);
    expect(lines[0]).toMatch(/^x+$/);
    expect(lines.slice(1)).toEqual(['\u0000é', '\ufffd\ufffd']);
  });

  it('should read on from the recorded position if another collector has the same origin', async () => {
    write(3);
    const other = start();
    expect(await polled()).toEqual(numbered(1, 3));
    write(2);
    await other.poll();
    write(1);
    await file.poll();
    expect(await polled()).toEqual(numbered(4, 6));
  });
});
