import { HEAD_BYTES, headOf } from './generations.ts';
import type { Generation } from './generations.ts';

/** How far a log was read: at least one line. */
export interface FilePosition {
  readonly inode: number;
  /** Bytes of the uncompressed log. */
  readonly offset: number;
  /** When the file was last written, as of the last read. */
  readonly modified: number;
  /** Hash of the first bytes, which identifies the file after it was copied, compressed or replaced. */
  readonly head: string;
}

/** Returns the position in a generation. @throws Error if it became shorter. */
export async function positionIn(generation: Generation, offset: number): Promise<FilePosition> {
  const head = await headOf(generation, Math.min(offset, HEAD_BYTES));
  if (head === undefined) throw new Error(`${generation.path} was truncated`);
  return { inode: generation.inode, offset, modified: Math.floor(generation.modified), head };
}

/** Returns the generation that a position is in; undefined if it no longer exists. */
export async function generationAt(
  generations: readonly Generation[],
  { inode, offset, head }: FilePosition,
): Promise<Generation | undefined> {
  // Most likely it is still the same file.
  const candidates = generations.toSorted((a, b) => Number(b.inode === inode) - Number(a.inode === inode));
  for (const candidate of candidates) {
    const couldBe = candidate.isCompressed || candidate.size >= offset;
    if (couldBe && (await hasHead(candidate, Math.min(offset, HEAD_BYTES), head))) return candidate;
  }
  return undefined;
}

/** Returns a position as text for the queue. */
export function textOfPosition({ inode, offset, modified, head }: FilePosition): string {
  return [inode, offset, modified, head].join(' ');
}

/** Parses a position; undefined for another text. */
export function positionOfText(text: string | undefined): FilePosition | undefined {
  const [, inode, offset, modified, head = ''] = /^(\d+) (\d+) (\d+) ([\w-]+)$/.exec(text ?? '') ?? [];
  return inode === undefined
    ? undefined
    : { inode: Number(inode), offset: Number(offset), modified: Number(modified), head };
}

async function hasHead(generation: Generation, length: number, head: string): Promise<boolean> {
  try {
    return (await headOf(generation, length)) === head;
  } catch {
    // It is being compressed, or was rotated meanwhile: the next attempt decides.
    return false;
  }
}
