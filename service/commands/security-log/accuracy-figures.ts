import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from '../../common/logging/printable.ts';
import { LogAnalysis } from '../../security-log/analysis/log-analysis.ts';
import type { LineResult } from '../../security-log/analysis/log-analysis.ts';
import type { LineReaderOptions } from '../../security-log/formats/line-reader.ts';

/** Result of one comparison. */
export interface Figures {
  readonly name: string;
  /** Whether the figures are as good as they must be. */
  readonly isMet: boolean;
  readonly figures: Readonly<Record<string, number | string>>;
  /** What was missed or wrongly found, one sentence each. */
  readonly misses: readonly string[];
}

/** A few actors are enough for a file of a check. */
const ACTORS = 20_000;

/** Text of a file of the directory; undefined if it is not there. */
export async function textOf(directory: string, name: string): Promise<string | undefined> {
  return readFile(join(directory, name), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}

/** JSON of a file of the directory; undefined if it is not there. */
export async function jsonOf<Value>(directory: string, name: string): Promise<Value | undefined> {
  const text = await textOf(directory, name);
  return text === undefined ? undefined : (JSON.parse(text) as Value);
}

/** Values of a file with one JSON value per line; undefined if it is not there. */
export async function casesOf<Value>(directory: string, name: string): Promise<readonly Value[] | undefined> {
  const text = await textOf(directory, name);
  return text
    ?.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Value);
}

/** Analyses a text; the results have the places of its lines. */
export function analyseText(
  text: string,
  options: LineReaderOptions & { readonly now?: number } = {},
): { readonly analysis: LogAnalysis; readonly results: readonly LineResult[] } {
  const analysis = new LogAnalysis(options, ACTORS);
  const now = options.now ?? Date.now();
  const results = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => analysis.add('file', line, now));
  return { analysis, results };
}

/** A share, with three decimals. */
export function share(part: number, whole: number): number {
  return whole === 0 ? 1 : Math.round((1000 * part) / whole) / 1000;
}

/** A line for a list of misses. */
export function shortened(text: string): string {
  return printable(text, 200);
}
