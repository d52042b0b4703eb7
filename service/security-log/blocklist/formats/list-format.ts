import type { BlocklistEntry } from '../entry.ts';
import type { Section } from '../sections.ts';

/** A version of the list, as formats write it. */
export interface PublishedList {
  /** When it was built, in seconds since the epoch. */
  readonly version: number;
  /** Deduplicated, not aggregated. */
  readonly entries: readonly BlocklistEntry[];
  /** Aggregated. */
  readonly sections: readonly Section[];
}

/** A file that is published. */
export interface ListFormat {
  /** Name of the file. */
  readonly file: string;
  readonly mediaType: string;
  /** Returns the content: lines that end with LF. The same list gives the same bytes. */
  render(list: PublishedList): string;
}

/** Returns when a version was built, in milliseconds since the epoch. */
export function builtAt(version: number): number {
  return version * 1000;
}

/** Time of a version, such as `2026-11-22T09:00:00Z`. */
export function builtText({ version }: PublishedList): string {
  return new Date(builtAt(version)).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** First lines of a text file, as comments. */
export function heading(list: PublishedList, title: string, networks: number): readonly string[] {
  return [
    `# Kiosque blocklist, ${title}`,
    `# version: ${String(list.version)}`,
    `# built: ${builtText(list)}`,
    `# entries: ${String(networks)}`,
  ];
}

/** Joins lines to a file. */
export function fileOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
