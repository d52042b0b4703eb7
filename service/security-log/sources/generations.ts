import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A log file under its own name or that of a rotated one. */
export interface Generation {
  readonly path: string;
  readonly inode: number;
  readonly size: number;
  /** When it was last written, in milliseconds since the epoch. */
  readonly modified: number;
  readonly isCompressed: boolean;
  /** Whether it is the one that is written. */
  readonly isCurrent: boolean;
}

type File = Omit<Generation, 'isCurrent'>;

/** How many bytes at the start of a file identify it after it was copied or compressed. */
export const HEAD_BYTES = 1024;

const CHUNK_BYTES = 262_144;

/** What logrotate and others put after or into the name: `.1`, `-20260131`, `.2026-01-31`, `-2026013112`. */
const ROTATED = String.raw`[.-](?:\d{1,4}|\d{8}(?:[-T_]?\d{2,6})?|\d{4}-\d{2}-\d{2}(?:[-T_]\d{2,6})?|old|bak)`;
const ROTATED_END = new RegExp(`^(?<base>.+?)${ROTATED}(?:\\.gz)?$`);
const ROTATED_MIDDLE = new RegExp(`^(?<stem>.+?)${ROTATED}(?<extension>\\.[a-z]{2,5})(?:\\.gz)?$`);

/** Returns the name that a log has before it is rotated: that of `access.log.2.gz` is `access.log`. */
export function baseOf(name: string): string {
  const { stem, extension = '' } = ROTATED_MIDDLE.exec(name)?.groups ?? {};
  if (stem !== undefined && extension !== '.gz') return `${stem}${extension}`;
  return ROTATED_END.exec(name)?.groups?.['base'] ?? name;
}

/** Returns the generations of a log, oldest first. The last one is written: the file of that name, or else the newest. */
export async function generationsOf(path: string): Promise<readonly Generation[]> {
  const [directory, base] = [dirname(path), basename(path)];
  const names = (await readdir(directory)).filter((name) => name === base || baseOf(name) === base);
  // While a file is compressed, both exist, and the compressed one is not complete.
  const whole = names.filter((name) => !(name.endsWith('.gz') && names.includes(name.slice(0, -'.gz'.length))));
  const found = await Promise.all(whole.map((name) => generationOf(join(directory, name))));
  const files = found.filter((each) => each !== undefined);
  const order = (one: File): number => (one.path === path ? Infinity : one.modified);
  const sorted = files.toSorted((a, b) => compare(order(a), order(b)) || age(b.path) - age(a.path));
  return sorted.map((each, index) => ({ ...each, isCurrent: index === sorted.length - 1 }));
}

/** Returns the hash of the first bytes of a generation; undefined if it has fewer. */
export async function headOf(generation: Generation, length: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let read = 0;
  for await (const chunk of bytesFrom(generation, 0, length)) {
    chunks.push(chunk);
    read += chunk.length;
    if (read >= length) break;
  }
  const head = Buffer.concat(chunks).subarray(0, length);
  return head.length < length ? undefined : createHash('sha256').update(head).digest('base64url').slice(0, 22);
}

/** Reads a generation from an offset, in bytes of the uncompressed log. @throws Error if another file has its name now. */
export async function* bytesFrom(
  generation: Generation,
  offset: number,
  chunkBytes = CHUNK_BYTES,
): AsyncIterable<Buffer> {
  const handle = await open(generation.path);
  try {
    if ((await handle.stat()).ino !== generation.inode) throw new Error(`${generation.path} was rotated`);
    if (generation.isCompressed) {
      const content = pipeline(handle.createReadStream({ autoClose: false }), createGunzip(), () => undefined);
      yield* skipping(content, offset);
      return;
    }
    for (let at = offset; ;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(chunkBytes), 0, chunkBytes, at);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close().catch(() => undefined);
  }
}

async function* skipping(chunks: AsyncIterable<Buffer>, offset: number): AsyncIterable<Buffer> {
  let left = offset;
  for await (const chunk of chunks) {
    const rest = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

async function generationOf(path: string): Promise<File | undefined> {
  try {
    const file = await stat(path);
    if (!file.isFile()) return undefined;
    const { ino: inode, size, mtimeMs: modified } = file;
    return { path, inode, size, modified, isCompressed: path.endsWith('.gz') };
  } catch {
    // Rotated between listing and looking.
    return undefined;
  }
}

function compare(left: number, right: number): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

/** Larger for older ones, if they were written at the same time: `.2` is older than `.1`, and an earlier date than a later one. */
function age(path: string): number {
  const digits = /[.-](\d[\d-]*)[^/]*$/.exec(path)?.[1]?.replaceAll('-', '') ?? '0';
  return digits.length > 4 ? -Number(digits) : Number(digits);
}
