import type { LineBatch } from './line-queue.ts';

/** Most lines of one batch: analysing them must not delay requests of the same process noticeably. */
export const MAX_BATCH_LINES = 500;

/** Most characters of one batch, unless it has a single line. */
export const MAX_BATCH_CHARACTERS = 262_144;

/** Longest line that is kept; the rest of a longer one is cut off. */
export const MAX_LINE_CHARACTERS = 65_536;

/** Lines as they are stored: one text, in which line breaks separate them. */
export function textOf({ lines }: Pick<LineBatch, 'lines'>): string {
  return lines.map((line) => (line.includes('\n') ? line.replaceAll('\n', ' ') : line)).join('\n');
}

/** Returns the lines of a stored text. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n');
}

/** Splits lines into parts that fit into one batch each. */
export function* batchesOf(lines: readonly string[]): Iterable<readonly string[]> {
  let [begin, characters] = [0, 0];
  for (const [index, line] of lines.entries()) {
    const isFull = index - begin === MAX_BATCH_LINES || characters + line.length > MAX_BATCH_CHARACTERS;
    if (isFull && index > begin) {
      yield lines.slice(begin, index);
      [begin, characters] = [index, 0];
    }
    characters += line.length;
  }
  if (begin < lines.length) yield lines.slice(begin);
}
