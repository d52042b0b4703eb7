import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { UsageError } from '../command.errors.ts';

/** Longest line, in characters; the rest of a longer one is left out. */
const MAX_LINE = 1_048_576;
const CHUNK_BYTES = 262_144;

/** A file to read, or standard input. */
export interface LogFile {
  /** As it is named in reports. */
  readonly origin: string;
  /** Bytes to read; undefined for standard input. */
  readonly bytes: number | undefined;
  /** Lines in their order, several at a time; `progress` receives the number of bytes read so far. */
  lines(progress: (bytes: number) => void): AsyncIterable<readonly string[]>;
}

/**
 * A plain or gzip-compressed file; `-` is standard input.
 * @throws UsageError if it cannot be read.
 */
export async function logFile(path: string): Promise<LogFile> {
  if (path === '-')
    return { origin: 'stdin', bytes: undefined, lines: (progress) => read(path, process.stdin, progress) };
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) throw new UsageError(`${path} is not a file: name files, or - for standard input.`);
  const stream = (): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: CHUNK_BYTES });
  return { origin: `file:${path}`, bytes: found.size, lines: (progress) => read(path, stream(), progress) };
}

async function* read(
  path: string,
  stream: AsyncIterable<Buffer>,
  progress: (bytes: number) => void,
): AsyncIterable<readonly string[]> {
  try {
    yield* split(unzipped(stream, progress));
  } catch (error) {
    throw new UsageError(
      `${path} cannot be read to its end: ${(error as Error).message}. Check its permissions, and that it is complete.`,
    );
  }
}

async function* split(chunks: AsyncIterable<Buffer>): AsyncIterable<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const text = rest + decoder.write(chunk);
    const end = text.lastIndexOf('\n');
    if (end !== -1) yield text.slice(0, end).split('\n').map(shortened);
    // A line that never ends is cut, and what follows until its end is dropped.
    rest = text.slice(end + 1, end + 1 + MAX_LINE);
  }
  rest += decoder.end();
  if (rest !== '') yield [rest];
}

/** Compression is recognised by the first two bytes, whatever the name says. */
async function* unzipped(stream: AsyncIterable<Buffer>, progress: (bytes: number) => void): AsyncIterable<Buffer> {
  const iterator = counted(stream, progress)[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const chunks = startingWith(first.value, iterator);
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) yield* chunks;
  else yield* await gunzipped(chunks);
}

async function gunzipped(chunks: AsyncIterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const { Readable } = await import('node:stream');
  const gunzip = createGunzip();
  Readable.from(chunks)
    .once('error', (error) => gunzip.destroy(error))
    .pipe(gunzip);
  return gunzip;
}

async function* startingWith(first: Buffer, rest: AsyncIterator<Buffer>): AsyncIterable<Buffer> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function* counted(stream: AsyncIterable<Buffer>, progress: (bytes: number) => void): AsyncIterable<Buffer> {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    progress(bytes);
    yield chunk;
  }
}

function shortened(line: string): string {
  return line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line;
}
